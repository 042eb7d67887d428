import { describe, expect, it } from 'vitest';
import type { EffectResult, Files, ShellState, StepInput } from './program.ts';
import {
  isForeignProgram,
  programArgv,
  runProbe,
  signalProgram,
  startProgram,
  stepProgram,
  withInput,
} from './program.ts';

const epochMicros = 1_767_225_600_000_000; // 2026-01-01T00:00:00Z

interface Run {
  readonly output: string;
  /** Effects in order, as short texts. */
  readonly effects: readonly string[];
  readonly state: ShellState;
  readonly shared: Files;
}

/** Runs a program, saved and restored after every step; sleeps pass at once. */
function run(
  argv: readonly string[],
  options: { results?: EffectResult[]; input?: Partial<StepInput>; steps?: number; env?: Record<string, string> } = {},
): Run {
  let state = startProgram({ argv, env: options.env ?? {} });
  const results = [...(options.results ?? [])];
  const effects: string[] = [];
  let output = '';
  let clockMicros = epochMicros;
  let shared: Files = options.input?.shared ?? {};
  let result: EffectResult | undefined;
  for (let i = 0; i < (options.steps ?? 50); i++) {
    const base: StepInput = {
      clockMicros,
      hostname: 'web-0',
      podIP: '10.244.1.2',
      isMinimalImage: true,
      mounts: {},
      shared,
      ...options.input,
    };
    const restored = JSON.parse(JSON.stringify(state)) as ShellState;
    const step = stepProgram(restored, { ...base, clockMicros, shared, ...(result === undefined ? {} : { result }) });
    ({ state, shared } = step);
    output += step.output;
    const { effect } = step;
    if (effect.kind === 'sleep') {
      effects.push(`sleep ${effect.delayMicros / 1_000_000}`);
      clockMicros += effect.delayMicros;
    } else if (effect.kind === 'http') effects.push(`${effect.method} ${effect.url}`);
    else if (effect.kind === 'dns') effects.push(`dns ${effect.name}`);
    else if (effect.kind === 'tcp') effects.push(`tcp ${effect.host}:${effect.port}`);
    else effects.push(effect.kind === 'exit' ? `exit ${effect.code}` : 'serve');
    if (effect.kind === 'exit' || effect.kind === 'serve') break;
    result = effect.kind === 'sleep' ? undefined : results.shift();
  }
  return { output, effects, state, shared };
}

function sh(script: string, options: Parameters<typeof run>[1] = {}): Run {
  return run(['sh', '-c', script], options);
}

function outputOf(script: string, env: Record<string, string> = {}): string {
  return sh(script, { env }).output;
}

describe('programs without a shell', () => {
  it('sleep, print and end', () => {
    expect(run(['sleep', '3600']).effects).toEqual(['sleep 3600', 'exit 0']);
    expect(run(['/bin/sleep', '1m', '0.5s']).effects).toEqual(['sleep 60.5', 'exit 0']);
    expect(run(['echo', "it's", '$HOME']).output).toBe("it's $HOME\n");
    expect(run(['false']).effects).toEqual(['exit 1']);
    expect(run(['sh']).effects).toEqual(['exit 0']);
    expect(run(['tail', '-f', '/dev/null']).effects[0]).toBe('sleep 1000000000');
  });

  it('that are not ours are not found in a toolbox image and serve in others', () => {
    expect(run(['nope']).effects).toEqual(['exit 127']);
    expect(run(['nope']).output).toBe('sh: nope: not found\n');
    expect(run(['/app/server', '--port', '80'], { input: { isMinimalImage: false } }).effects).toEqual(['serve']);
    expect(isForeignProgram(['/app/server'])).toBe(true);
    expect(isForeignProgram(['/bin/sh', '-c', 'x'])).toBe(false);
  });
});

describe('scripts', () => {
  it('chain commands by their success', () => {
    expect(outputOf('true && echo a || echo b; false && echo c || echo d; ! true || echo e')).toBe('a\nd\ne\n');
    expect(sh('false || exit 3; echo no').effects).toEqual(['exit 3']);
    expect(outputOf('if [ 1 -eq 2 ]; then echo a; elif test x = x; then echo b; else echo c; fi')).toBe('b\n');
  });

  it('loop', () => {
    expect(outputOf('for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; echo $i; done')).toBe('1\n3\n');
    expect(outputOf('i=0; while true; do i=$((i+1)); [ $i -ge 3 ] && break; echo $i; done; echo end')).toBe(
      '1\n2\nend\n',
    );
    expect(outputOf('i=3; until [ $i -eq 0 ]; do echo $i; i=$((i - 1)); done')).toBe('3\n2\n1\n');
    expect(outputOf('for i in $(seq 1 3) {7..8}; do printf "%s " $i; done')).toBe('1 2 3 7 8 ');
    expect(outputOf('for a in 1 2; do for b in x y; do [ $b = y ] && continue 2; echo $a$b; done; done')).toBe(
      '1x\n2x\n',
    );
  });

  it('wait between rounds', () => {
    const { effects, output } = sh('while true; do date +%T; sleep 5; done', { steps: 3 });
    expect(effects).toEqual(['sleep 5', 'sleep 5', 'sleep 5']);
    expect(output).toBe('00:00:00\n00:00:05\n00:00:10\n');
  });

  it('that never wait are made to', () => {
    expect(sh('while true; do :; done', { steps: 2 }).effects).toEqual(['sleep 1', 'sleep 1']);
    expect(sh('f() { f; }; f').effects.at(-1)).toBe('exit 2');
  });

  it('expand variables in every common way', () => {
    expect(outputOf('echo $NAME ${NAME:-x} ${NONE:-"a b"} ${NONE-z} ${#NAME} ${NAME:+y}', { NAME: 'kube' })).toBe(
      'kube kube a b z 4 y\n',
    );
    expect(outputOf('f=/a/b.tar.gz; echo ${f##*/} ${f%.gz} ${f%%.*} ${f#/}')).toBe(
      'b.tar.gz /a/b.tar /a/b a/b.tar.gz\n',
    );
    expect(outputOf(`x='a  b'; echo $x "$x" '$x' "\\$x" a"b"'c'`)).toBe('a b a  b $x $x abc\n');
    expect(outputOf('set -- a "b c"; echo $# "$1" "$2"; for i in "$@"; do echo "[$i]"; done; shift; echo $1')).toBe(
      '2 a b c\n[a]\n[b c]\nb c\n',
    );
    expect(outputOf('echo $((2 + 3 * 4)) $(( (2+3)*4 )) $((7 / 2)) $((10 % 3)) $((1 < 2 ? 5 : 6))')).toBe(
      '14 20 3 1 5\n',
    );
    expect(outputOf('echo "now: $(echo `echo deep`)"; echo $?')).toBe('now: deep\n0\n');
    expect(outputOf(': ${X:=5}; echo $X; echo ${Y:?missing}; echo no')).toContain('sh: Y: missing');
  });

  it('define functions, cases, groups and subshells', () => {
    expect(outputOf('log() { echo "> $1"; return 3; }; log hi; echo $?')).toBe('> hi\n3\n');
    expect(outputOf('case prod-1 in dev*) echo d;; prod-?|stage) echo p;; *) echo o;; esac')).toBe('p\n');
    expect(outputOf('x=1; (x=2; echo $x; exit 4); echo $x $?')).toBe('2\n1 4\n');
    expect(outputOf('{ echo a; echo b; } | wc -l')).toBe('2\n');
  });

  it('pipe through filters', () => {
    expect(outputOf('printf "b\\na\\nb\\n" | sort | uniq -c | sort -rn | head -1 | tr -s " "')).toBe(' 2 b\n');
    expect(outputOf('echo "web-0 Running" | awk \'{print $2}\' | tr a-z A-Z')).toBe('RUNNING\n');
    expect(outputOf('echo a,b,c | cut -d, -f2 ; echo foobar | sed "s/o\\+/0/"; env | grep ^NAME=', { NAME: 'x' })).toBe(
      'b\nf0bar\nNAME=x\n',
    );
    expect(sh('echo x | grep -q y').effects).toEqual(['exit 1']);
    expect(outputOf('echo "a b" | while read x y; do echo "$y $x"; done')).toBe('b a\n');
  });

  it('write and read files', () => {
    expect(
      outputOf(
        'echo one > /tmp/f; echo two >> /tmp/f; cat /tmp/f; wc -l < /tmp/f; [ -f /tmp/f ] && rm /tmp/f; [ -f /tmp/f ] || echo gone',
      ),
    ).toBe('one\ntwo\n2\ngone\n');
    expect(outputOf('cat <<EOF\nHello $NAME\nEOF\ncat <<"EOF"\n$NAME\nEOF', { NAME: 'you' })).toBe(
      'Hello you\n$NAME\n',
    );
    expect(outputOf('ls /nope 2>/dev/null || echo none; echo err >&2; mkdir -p /data; [ -d /data ] && echo dir')).toBe(
      'none\nerr\ndir\n',
    );
    expect(outputOf('cat /nope 2>&1 | tr a-z A-Z')).toContain('NO SUCH FILE');
  });

  it('share files on volumes, which others may follow', () => {
    const mounts = { '/var/log': 'logs' };
    const writer = sh('echo first >> /var/log/app.log; sleep 1; echo second >> /var/log/app.log', {
      input: { mounts },
      steps: 1,
    });
    expect(writer.shared).toEqual({ 'logs:app.log': { text: 'first\n', dropped: 0 } });
    const reader = stepProgram(startProgram({ argv: ['tail', '-n+1', '-F', '/logs/app.log'], env: {} }), {
      clockMicros: 0,
      hostname: 'x',
      podIP: '',
      isMinimalImage: true,
      mounts: { '/logs': 'logs' },
      shared: writer.shared,
    });
    expect([reader.output, reader.effect]).toEqual(['first\n', { kind: 'sleep', delayMicros: 1_000_000 }]);
    const later = stepProgram(reader.state, {
      clockMicros: 0,
      hostname: 'x',
      podIP: '',
      isMinimalImage: true,
      mounts: { '/logs': 'logs' },
      shared: { 'logs:app.log': { text: 'first\nsecond\n', dropped: 0 } },
    });
    expect(later.output).toBe('second\n');
  });

  it('stop at the first failure under set -e, but not in conditions', () => {
    expect(outputOf('set -e; false || true; if false; then :; fi; ! true; echo a; false; echo b')).toBe('a\n');
    expect(run(['sh', '-ec', 'false; echo no']).effects).toEqual(['exit 1']);
    expect(outputOf('set -u; echo $NOPE; echo no')).toContain('NOPE: parameter not set');
  });

  it('that no shell reads end with 2', () => {
    expect(sh('if true; then echo').effects).toEqual(['exit 2']);
    expect(sh('echo "open').output).toBe('sh: syntax error: unterminated quoted string\n');
    expect(sh(')').output).toContain('unexpected ")"');
    expect(sh(`${'('.repeat(100)}`).output).toContain('nested too deeply');
  });

  it('know host name, date and nested shells', () => {
    expect(outputOf('hostname; date; sh -c "echo in; exit 2"; echo $?; eval "echo e$((1+1))"')).toBe(
      'web-0\nThu Jan  1 00:00:00 UTC 2026\nin\n2\ne2\n',
    );
    expect(outputOf('date -d @0 +%s; date +"%Y-%m-%d %H:%M:%S %j %a"')).toBe(
      '1767225600\n2026-01-01 00:00:00 001 Thu\n',
    );
  });

  it('exec what takes their place', () => {
    expect(sh('echo hi; exec sleep 5; echo no').effects).toEqual(['sleep 5', 'exit 0']);
    expect(run(['tini', '--', 'sleep', '1']).effects).toEqual(['sleep 1', 'exit 0']);
    expect(sh('echo start; exec ./server', { input: { isMinimalImage: false } }).effects).toEqual(['serve']);
  });

  it('write no more than the log can take', () => {
    const { output } = sh('for i in $(seq 1 5000); do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done', { steps: 1 });
    expect(output.length).toBeLessThan(70_000);
  });
});

describe('requests', () => {
  const ok: EffectResult = { kind: 'http', status: 200, body: 'Hello\n', error: '' };

  it('of wget and curl print the body', () => {
    expect(sh('wget -qO- http://web', { results: [ok] })).toMatchObject({
      output: 'Hello\n',
      effects: ['GET http://web', 'exit 0'],
    });
    expect(sh('curl -s web:8080/x', { results: [ok] })).toMatchObject({
      output: 'Hello\n',
      effects: ['GET http://web:8080/x', 'exit 0'],
    });
    expect(sh('curl -s -o /dev/null -w "%{http_code}" http://web', { results: [{ ...ok, status: 503 }] }).output).toBe(
      '503',
    );
  });

  it('show the status line where a script looks for it', () => {
    const script =
      "code=$(wget --server-response http://web 2>&1 | awk '/^  HTTP/{print $2}'); [ $code -eq 200 ] && echo up";
    expect(sh(script, { results: [ok] })).toMatchObject({ output: 'up\n', effects: ['GET http://web', 'exit 0'] });
  });

  it('fail as those programs fail', () => {
    const refused: EffectResult = { kind: 'http', status: 0, body: '', error: 'Connection refused' };
    expect(sh('wget -q http://web', { results: [refused] })).toMatchObject({
      output: 'wget: Connection refused\n',
      effects: ['GET http://web', 'exit 1'],
    });
    expect(sh('curl -sf http://web', { results: [{ ...ok, status: 500 }] }).effects.at(-1)).toBe('exit 22');
    expect(sh('curl -s http://web', { results: [refused] }).effects.at(-1)).toBe('exit 7');
  });

  it('wait in init containers until a service answers', () => {
    const missing: EffectResult = { kind: 'dns', addresses: [], error: 'NXDOMAIN' };
    const found: EffectResult = { kind: 'dns', addresses: ['10.96.0.7'], error: '' };
    const { effects, output } = sh('until nslookup mydb; do echo waiting; sleep 2; done', {
      results: [missing, found],
    });
    expect(effects).toEqual(['dns mydb', 'sleep 2', 'dns mydb', 'exit 0']);
    expect(output).toContain("can't find mydb: NXDOMAIN");
    expect(output).toContain('waiting\n');
    const open: EffectResult = { kind: 'tcp', isOpen: true, error: '' };
    expect(sh('nc -z -w 2 db 5432 && echo up', { results: [open] })).toMatchObject({
      output: 'up\n',
      effects: ['tcp db:5432', 'exit 0'],
    });
  });
});

describe('signals', () => {
  it('do nothing to process 1 without a handler, and end others', () => {
    const { state } = run(['sleep', '3600'], { steps: 1 });
    expect(signalProgram(state, 'SIGTERM', true)).toEqual({ outcome: 'ignored' });
    expect(signalProgram(state, 'SIGTERM', false)).toEqual({ outcome: 'ended', exitCode: 143 });
    expect(signalProgram(state, 'KILL', true)).toEqual({ outcome: 'ended', exitCode: 137 });
  });

  it('run the handler at once while the shell waits, else after the present command', () => {
    const waiting = sh('trap "echo bye; exit 7" TERM; sleep 3600 & wait', { steps: 1 });
    const interrupted = signalProgram(waiting.state, 'TERM', true);
    expect(interrupted.outcome).toBe('interrupted');
    if (interrupted.outcome !== 'interrupted') return;
    const input: StepInput = {
      clockMicros: epochMicros,
      hostname: 'h',
      podIP: '',
      isMinimalImage: true,
      mounts: {},
      shared: {},
    };
    expect(stepProgram(interrupted.state, input)).toMatchObject({ output: 'bye\n', effect: { kind: 'exit', code: 7 } });
    const sleeping = sh('trap "exit 0" TERM; while true; do sleep 10; done', { steps: 1 });
    expect(signalProgram(sleeping.state, 'TERM', true).outcome).toBe('deferred');
  });

  it('reach the server that took the place of the shell', () => {
    const { state } = sh('exec nginx -g "daemon off;"', { input: { isMinimalImage: false } });
    expect(signalProgram(state, 'TERM', true)).toEqual({ outcome: 'server' });
    const held = sh('nginx -g "daemon off;"', { input: { isMinimalImage: false } });
    expect(signalProgram(held.state, 'TERM', true)).toEqual({ outcome: 'ignored' });
  });

  it('run the EXIT handler at the end', () => {
    expect(sh('trap "echo cleanup" EXIT; echo work; exit 5')).toMatchObject({
      output: 'work\ncleanup\n',
      effects: ['exit 5'],
    });
  });
});

describe('probes', () => {
  it('see the files of the program', () => {
    const input: StepInput = {
      clockMicros: epochMicros,
      hostname: 'h',
      podIP: '',
      isMinimalImage: true,
      mounts: {},
      shared: {},
    };
    const first = sh('touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600', { steps: 1 }).state;
    expect(runProbe(first, ['cat', '/tmp/healthy'], input).exitCode).toBe(0);
    const second = stepProgram(first, input).state;
    expect(runProbe(second, ['cat', '/tmp/healthy'], input)).toMatchObject({
      exitCode: 1,
      output: "cat: can't open '/tmp/healthy': No such file or directory\n",
    });
  });
});

describe('programArgv', () => {
  it('lets the command win, then args where the entrypoint runs them, then the model', () => {
    const container = { name: 'c', image: 'busybox' };
    expect(programArgv({ ...container, command: ['a'], args: ['b'] }, undefined)).toEqual(['a', 'b']);
    expect(programArgv({ ...container, args: ['b'] }, { name: 'm', images: [], runsArgs: true })).toEqual(['b']);
    expect(programArgv({ ...container, args: ['b'] }, undefined)).toBeNull();
    expect(programArgv(container, { name: 'm', images: [], command: ['sh'] })).toEqual(['sh']);
  });
});

describe('standard input', () => {
  const typed = (isTerminal: boolean, isOpen = true): ShellState =>
    startProgram({ argv: ['cat'], env: {}, stdin: { text: 'old', isOpen, isTerminal } });

  it('loses what was typed before Ctrl+C at a terminal', () => {
    const { program, isInterrupted } = withInput(typed(true), 'a\u0003b', false);
    expect(isInterrupted).toBe(true);
    expect(program.stdin).toEqual({ text: 'b', isOpen: true, isTerminal: true });
  });

  it('takes Ctrl+C for text where there is no terminal', () => {
    const { program, isInterrupted } = withInput(typed(false), 'a\u0003b', true);
    expect(isInterrupted).toBe(false);
    expect(program.stdin).toEqual({ text: 'olda\u0003b', isOpen: false, isTerminal: false });
  });

  it('takes nothing once it is closed', () => {
    expect(withInput(typed(true, false), 'more', false).program.stdin).toMatchObject({ text: 'old', isOpen: false });
  });
});
