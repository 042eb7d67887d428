import { customResources } from '../sim/apiserver/custom/custom-resources.ts';
import { allResources, resourceByName, type ResourceInfo } from '../sim/api/resources.ts';
import { instantOf } from '../sim/api/time.ts';
import type { Event, KubeObject } from '../sim/api/types.ts';
import { worldSettings } from '../sim/api/world.ts';
import { writeYaml } from '../sim/api/yaml/write.ts';
import { handle } from '../sim/apiserver/server.ts';
import type { ObjectList } from '../sim/apiserver/types.ts';
import { currentRevision } from '../sim/etcd/revision.ts';
import { tableOf, tableText } from '../sim/kubectl/print/index.ts';
import type { Simulation } from '../sim/scenario/simulation.ts';
import type { Io } from './io.ts';

export const outputs = ['table', 'wide', 'json', 'yaml', 'events', 'trace'] as const;
export type Output = (typeof outputs)[number];

/** Kinds of the table, in the order of their sections. */
const tableResources = [
  ['', 'nodes'],
  ['apps', 'deployments'],
  ['apps', 'replicasets'],
  ['', 'pods'],
  ['', 'services'],
] as const;

/** How to print the end of a run. */
interface Print {
  readonly output: Output;
  /** Real time that the run took. */
  readonly wallMs: number;
  readonly io: Io;
}

/** Prints the state at the end of a run. */
export function printResult(simulation: Simulation, { output, wallMs, io }: Print): void {
  switch (output) {
    case 'table':
    case 'wide':
      io.out(tables(simulation, output === 'wide'));
      return;
    case 'json':
      io.out(`${JSON.stringify(jsonResult(simulation, wallMs))}\n`);
      return;
    case 'yaml':
      for (const object of objectsOf(simulation)) io.out(`---\n${writeYaml(object)}`);
      return;
    case 'events':
      io.out(textOf(simulation, resourceByName('', 'events') as ResourceInfo, eventsOf(simulation), false));
      return;
    case 'trace':
      printTrace(simulation, io);
  }
}

function instant(simulation: Simulation): number {
  return instantOf(simulation.now, worldSettings(simulation.engine).epochMs);
}

function listOf(simulation: Simulation, info: ResourceInfo): KubeObject[] {
  const { body } = handle(simulation.engine, {
    verb: 'list',
    group: info.group,
    version: info.version,
    resource: info.resource,
  });
  return [...(body as ObjectList).items];
}

/** All objects but events, by kind and key. */
function objectsOf(simulation: Simulation): KubeObject[] {
  const customs = customResources(simulation.engine).filter((info) => info.storedAs === info.apiVersion);
  const infos = [...allResources.filter((info) => info.kind !== 'Event'), ...customs];
  return infos.flatMap((info) => listOf(simulation, info));
}

function eventsOf(simulation: Simulation): KubeObject[] {
  const events = listOf(simulation, resourceByName('', 'events') as ResourceInfo) as Event[];
  const time = (event: Event): string => String(event.lastTimestamp ?? '');
  return events.sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0)) as KubeObject[];
}

/** One table a kind, with an empty line between. */
function tables(simulation: Simulation, wide: boolean): string {
  const sections = tableResources.flatMap(([group, resource]) => {
    const info = resourceByName(group, resource) as ResourceInfo;
    const objects = listOf(simulation, info);
    if (objects.length === 0) return [];
    return [textOf(simulation, info, objects, wide)];
  });
  return sections.join('\n');
}

/** The table of objects of one kind, with a column for the namespace where there is one. */
function textOf(
  simulation: Simulation,
  { apiVersion, kind, namespaced }: ResourceInfo,
  objects: readonly KubeObject[],
  wide: boolean,
): string {
  const table = tableOf(objects, { apiVersion, kind, now: instant(simulation), wide });
  return tableText(table, { wide, withNamespace: namespaced }).text;
}

function jsonResult(simulation: Simulation, wallMs: number): object {
  const { engine } = simulation;
  return {
    clock: engine.now,
    revision: currentRevision(engine),
    objects: objectsOf(simulation),
    events: eventsOf(simulation),
    stats: { events: engine.processed, messages: engine.trace.count, wallMs: Math.round(wallMs) },
    traceHash: engine.trace.digest(),
  };
}

/** One line a message from time zero on: time in seconds, from, to, what. */
function printTrace(simulation: Simulation, io: Io): void {
  const { trace } = simulation.engine;
  for (let n = trace.firstAt(0); n < trace.count; n++) {
    const row = trace.row(n);
    if (row === undefined) continue;
    const status = row.status === 0 ? '' : ` ${row.status}`;
    const text = row.text === '' ? '' : `  ${row.text}`;
    const what = `${row.verb} ${row.resource}${row.key === '' ? '' : ` ${row.key}`}${status}${text}`;
    io.out(`${(row.at / 1e6).toFixed(6)}  ${row.protocol.padEnd(6)} ${row.from} -> ${row.to}  ${what}\n`);
  }
  io.out(`trace hash ${trace.digest()}\n`);
}
