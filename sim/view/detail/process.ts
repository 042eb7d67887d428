import type { Engine } from '../../engine/engine.ts';
import { nodeRecords } from '../../kubelet/node-records.ts';
import { podRecords } from '../../kubelet/records.ts';
import { nodeInfoOf } from '../../scheduler/cache.ts';
import { decisionOf, lastDecisionKey } from '../../scheduler/decisions.ts';
import { queuedPods } from '../../scheduler/queue.ts';
import { requestsInFlight } from '../../apiserver/server.ts';
import { queueLength, workOf } from '../../client/controller.ts';
import { currentRevision } from '../../etcd/revision.ts';
import { compactedRevision, lastWrites } from '../../etcd/etcd.ts';
import type { Detail } from '../../protocol.ts';
import { controllerCharts, nodeCharts, requestCharts, stateChart } from '../charts.ts';
import { controllerTitles } from '../element-ids.ts';
import { fidelityOf } from '../fidelity.ts';
import { schedulingCycleMachine } from '../../scheduler/scheduling-cycle.machine.ts';
import { counted, sentence } from '../words.ts';
import { whyProcess } from '../why/why.ts';
import { emptyDetail, saidFacts } from './base.ts';
import { controllerWords, processWords } from './process-words.ts';

type Told = Pick<Detail, 'summary' | 'facts' | 'charts'>;

/** What is told of a process, a controller or etcd's tape on a machine; `undefined` when there is none of that name. */
export function processDetail(engine: Engine, elementId: string, machine: string, name: string): Detail | undefined {
  const part = controllerPart(engine, machine, name);
  const told = part === undefined ? processTold(engine, machine, name) : controllerTold(engine, machine, name, part);
  if (told === undefined) return undefined;
  const kind = part === undefined ? 'Process' : 'Control loop';
  return {
    ...emptyDetail(elementId, `${kind} on ${machine}`, name === 'tape' ? 'etcd' : name),
    ...told,
    why: whyProcess(engine, elementId),
    fidelity: fidelityOf(name === 'tape' ? 'etcd' : name),
  };
}

/** The last part of the component of a controller with this title. */
function controllerPart(engine: Engine, machine: string, title: string): string | undefined {
  const parts = Object.keys(controllerTitles).filter((part) => controllerTitles[part] === title);
  const isKnown = (part: string): boolean =>
    engine.store.map<unknown>('queue/state').has(`kube-controller-manager/${machine}/${part}`);
  return parts.find(isKnown) ?? parts[0];
}

function controllerTold(engine: Engine, machine: string, title: string, part: string): Told {
  const component = `kube-controller-manager/${machine}/${part}`;
  const work = workOf(engine, component);
  const waiting = queueLength(engine, component);
  const busy = work.length > 0 ? `it works on ${work.map(({ key }) => key).join(', ')}` : 'it has nothing to do';
  return {
    summary: [
      controllerWords[title] ?? 'A control loop: it compares what is wanted with what is, and does the next step.',
      sentence(busy),
    ],
    facts: saidFacts([
      ['In its queue', waiting === 0 ? 'nothing' : counted(waiting, 'key')],
      ['At work on', work.map(({ key }) => key).join(', ')],
    ]),
    charts: controllerCharts(engine, component),
  };
}

function processTold(engine: Engine, machine: string, name: string): Told | undefined {
  const what = processWords[name];
  if (what === undefined) return undefined;
  const told = (now: string, facts: [string, string][], charts: Detail['charts'] = []): Told => ({
    summary: [what, sentence(now)].filter((text) => text !== ''),
    facts: saidFacts(facts),
    charts,
  });
  switch (name) {
    case 'kube-apiserver': {
      const writes = requestsInFlight(engine).length;
      const now =
        writes === 0
          ? 'nobody waits for it'
          : `${counted(writes, 'write')} ${writes === 1 ? 'waits' : 'wait'} for etcd`;
      return told(now, [['Writes that wait for etcd', String(writes)]], requestCharts(engine));
    }
    case 'etcd':
    case 'tape':
      return told(`it is at revision ${currentRevision(engine)}`, etcdFacts(engine));
    case 'scheduler':
      return schedulerTold(engine, told);
    case 'kubelet':
      return told(
        `it looks after ${counted(podRecords(engine).count(machine), 'pod')}`,
        [['Kubelet', nodeRecords(engine).get(machine)?.node?.status?.nodeInfo?.kubeletVersion ?? '']],
        nodeCharts(engine, machine),
      );
    case 'containerd': {
      const images = engine.store.multimap<unknown>('kubelet/images').count(machine);
      return told(`it holds ${counted(images, 'image')}`, [['Images on this machine', String(images)]]);
    }
    case 'cni':
      return told('', [['Range', nodeInfoOf(engine, machine)?.node.spec?.podCIDR ?? '']]);
    default:
      return told('', []);
  }
}

function etcdFacts(engine: Engine): [string, string][] {
  const compacted = compactedRevision(engine);
  return [
    ['Revision', String(currentRevision(engine))],
    ['Compacted below', compacted === 0 ? '' : String(compacted)],
    [
      'Last write',
      lastWrites(engine, 1)
        .map(({ prefix, key }) => `${prefix}/${key}`)
        .join(''),
    ],
  ];
}

function schedulerTold(
  engine: Engine,
  told: (now: string, facts: [string, string][], charts: Detail['charts']) => Told,
): Told {
  const queued = queuedPods(engine);
  const [first] = queued;
  const lastKey = lastDecisionKey(engine);
  const decision = lastKey === undefined ? undefined : decisionOf(engine, lastKey);
  const now =
    first === undefined
      ? 'its queue is empty'
      : `${counted(queued.length, 'pod')} ${queued.length === 1 ? 'waits' : 'wait'} for a node`;
  const facts: [string, string][] = [
    [
      'Waiting',
      queued
        .slice(0, 5)
        .map(({ key }) => key)
        .join(', '),
    ],
    ['Last pod', lastKey ?? ''],
    ['Decision', decision?.message ?? ''],
  ];
  const charts = first === undefined ? [] : [stateChart(schedulingCycleMachine, first.key, first.machine.value)];
  return told(now, facts, charts);
}
