/** The trace as text that people can read and compare. */
import type { Engine } from '../engine/engine.ts';
import type { TraceRow } from '../engine/trace.ts';

function lineOf({ at, protocol, from, to, verb, resource, key, revision, status, text }: TraceRow): string {
  const what = [verb, resource, key].filter((part) => part !== '').join(' ');
  const more = [revision === 0 ? '' : `@${revision}`, status === 0 ? '' : String(status), text];
  const tail = more.filter((part) => part !== '').join('  ');
  const line = `${(at / 1e6).toFixed(6).padStart(11)}  ${protocol.padEnd(6)} ${from} -> ${to}  ${what}`;
  return tail === '' ? line : `${line}  ${tail}`;
}

/** Every message and note from a time on, one line each, and the hash of the whole. */
export function traceText(engine: Engine, fromMicros = 0): string {
  const lines: string[] = [];
  for (let n = engine.trace.firstAt(fromMicros); n < engine.trace.count; n++) {
    const row = engine.trace.row(n);
    if (row !== undefined) lines.push(lineOf(row));
  }
  return `${lines.join('\n')}\ntrace hash ${engine.trace.digest()}\n`;
}
