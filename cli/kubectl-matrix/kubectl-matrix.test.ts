import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typeLines } from '../kubectl-lines.ts';
import { serve, type Serving } from '../serve.ts';
import { cases, sameLines } from './cases.ts';
import { wordsSince } from './newer-words.ts';
import { findKubectl, runKubectl, type Ran, type Surroundings } from './real-kubectl.ts';

const found = findKubectl();
const reason = 'missing' in found ? ` (skipped: ${found.missing})` : '';

const app = `apiVersion: v1
kind: ConfigMap
metadata: {name: ap}
data: {a: "1"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: apd}
spec:
  selector: {matchLabels: {app: apd}}
  template:
    metadata: {labels: {app: apd}}
    spec: {containers: [{name: c, image: nginx}]}
`;

/** A folder that kustomize builds, for both. */
const kustomized = [
  {
    name: 'kz/kustomization.yaml',
    text: 'resources: [app.yaml]\nnamePrefix: dev-\nimages: [{name: nginx, newTag: "1.29"}]\nconfigMapGenerator: [{name: conf, literals: [a=1]}]\n',
  },
  { name: 'kz/app.yaml', text: app },
];

/** Ages and the blanks that fill their column. */
const ages = /(?:(?:\d+[dhms])+|<invalid>|\b(?:AGE|Age|LAST SEEN)\b|-{4,}) */g;

/** A text without ages, and with what newer versions of kubectl no longer say or say otherwise. */
function compared(text: string): string {
  return (
    text
      .replaceAll(ages, '~')
      .replaceAll(/^( +(?:Renew ?Time|AcquireTime):).*$/gm, '$1')
      .replaceAll(/^ +creationTimestamp: null\n/gm, '')
      .replaceAll(/metadata: \{\}/g, 'metadata:')
      // Each command that is run has a name of its own, and usage differs from window to window.
      .replaceAll(/failed to start exec "\S+"/g, 'failed to start exec')
      .replaceAll(/~?\b\d+Mi\b/g, '~Mi')
      .replaceAll(/ConfigMapOptional: +<nil>/g, 'Optional:                false')
  );
}

describe.skipIf('missing' in found)(`real kubectl${reason}`, () => {
  let serving: Serving;
  let around: Surroundings;

  beforeAll(async () => {
    const io = { out: () => undefined, err: () => undefined, input: () => '' };
    serving = await serve(['--pace', '50', 'assets/examples/web.yaml'], io);
    const folder = mkdtempSync(join(tmpdir(), 'kubectl-matrix-'));
    writeFileSync(join(folder, 'app.yaml'), app);
    writeFileSync(join(folder, 'changed.yaml'), app.replace('nginx', 'httpd'));
    writeFileSync(join(folder, 'wrong.yaml'), app.replace('\ndata:', '\ndaata:'));
    for (const name of ['guestbook.yaml', 'voting-app.yaml', 'gateway-api.yaml']) {
      copyFileSync(join('e2e/fixtures/manifests', name), join(folder, name));
    }
    mkdirSync(join(folder, 'kz'));
    for (const { name, text } of kustomized) writeFileSync(join(folder, name), text);
    writeFileSync(
      join(folder, 'pruned.yaml'),
      app.slice(0, app.indexOf('---')).replace('{name: ap}', '{name: ap, labels: {keep: me}}'),
    );
    around = { program: 'program' in found ? found.program : '', kubeconfig: serving.kubeconfig, folder };
  }, 60_000);

  afterAll(async () => {
    rmSync(around.folder, { recursive: true, force: true });
    await serving.stop();
  });

  /** The same line in the console of the same cluster. */
  function inConsole(line: string): Ran {
    const ran = { out: '', err: '' };
    const io = {
      out: (text: string) => void (ran.out += text),
      err: (text: string) => void (ran.err += text),
      input: () => '',
    };
    const files = line.includes('kz') ? kustomized : [];
    return { code: typeLines(serving.simulation, [`kubectl ${line}`], io, files), ...ran };
  }

  const minor = 'program' in found ? found.minor : 0;

  it.each(sameLines.filter((line) => (wordsSince[line] ?? 0) <= minor))(
    'says what the console says: %s',
    async (line) => {
      const { code, out, err } = await runKubectl(around, line);
      const typed = inConsole(line);
      expect(compared(typed.out)).toBe(compared(out));
      expect(compared(typed.err)).toBe(compared(err));
      expect(typed.code).toBe(code);
    },
  );

  it.each(cases)('$line', async ({ line, code = 0, text = /./, input = '' }) => {
    const ran = await runKubectl(around, line, input);
    expect(ran.out + ran.err).toMatch(text);
    expect(ran.code).toBe(code);
  });
});
