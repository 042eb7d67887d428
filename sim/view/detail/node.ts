import type { Node, Pod } from '../../api/types.ts';
import { resourceByName, type ResourceInfo } from '../../api/resources.ts';
import { forEachStored } from '../../etcd/etcd.ts';
import { isPoweredOn } from '../../kubelet/node-power.ts';
import type { MachineElement } from '../../protocol.ts';
import { cpuText, memoryText } from '../amounts.ts';
import { nodeCharts } from '../charts.ts';
import { machineElement } from '../machine-element.ts';
import { counted, timeText } from '../words.ts';
import { ageText, saidFacts, sinceTime, type KindDetail, type Subject } from './base.ts';

const pods = resourceByName('', 'pods') as ResourceInfo;

/** What is told of a machine. */
export function nodeDetail({ engine, key, object }: Subject): KindDetail {
  const node = object as Node;
  const element = machineElement(engine, node, []);
  const isOn = isPoweredOn(engine, key);
  const ready = { True: 'Ready', False: 'NotReady', Unknown: 'Unknown' }[element.ready];
  const isWorker = element.role === 'worker';
  return {
    badges: [
      { text: ready, tone: element.ready === 'True' ? 'Running' : element.ready === 'Unknown' ? 'Unknown' : 'Failed' },
      ...(isOn ? [] : [{ text: 'no power', tone: 'plain' as const }]),
      ...(element.cordoned ? [{ text: 'cordoned', tone: 'plain' as const }] : []),
      { text: ageText(engine, node), tone: 'plain' },
    ],
    summary: [
      isWorker
        ? `A machine that runs pods, with ${cpuText(element.cpu.allocatableMillicores)} and ${memoryText(element.memory.allocatableBytes)} of memory to give.`
        : 'The machine of the control plane: API server, etcd, scheduler and controllers live here.',
      stateSentence(engine, node, element, isOn),
    ],
    facts: factsOf(node, element),
    charts: nodeCharts(engine, key),
    actions: isWorker ? [isOn ? 'powerOff' : 'powerOn', element.cordoned ? 'uncordon' : 'cordon'] : [],
    actionState: {},
  };

  function stateSentence(sim: Subject['engine'], { status }: Node, machine: MachineElement, hasPower: boolean): string {
    const condition = status?.conditions?.find(({ type }) => type === 'Ready');
    const since = timeText(sinceTime(sim, condition?.lastTransitionTime));
    if (!hasPower && machine.ready === 'True')
      return 'It has no power. The control plane has not noticed yet: it waits for a heartbeat.';
    if (!hasPower)
      return `It has no power, and has been ${machine.ready === 'Unknown' ? 'silent' : 'not ready'} for ${since} as the API sees it.`;
    if (machine.ready === 'Unknown') return `Nobody has heard of it for ${since}.`;
    if (machine.ready === 'False') return `It is not ready: ${condition?.message ?? 'its kubelet says so'}.`;
    const running = counted(podCount(sim, key), 'pod');
    return machine.cordoned
      ? `It runs ${running} and takes no new ones: it is cordoned.`
      : `It is ready and has ${running}.`;
  }
}

function podCount(sim: Subject['engine'], nodeName: string): number {
  let count = 0;
  forEachStored(sim, pods.etcdPrefix, ({ object }) => {
    const { spec, status } = object as Pod;
    if (spec?.nodeName === nodeName && status?.phase !== 'Succeeded' && status?.phase !== 'Failed') count++;
  });
  return count;
}

function factsOf(node: Node, element: MachineElement): [string, string][] {
  const { cpu, memory, pods: room } = element;
  return saidFacts([
    ['Address', element.ip],
    ['Pod addresses', node.spec?.podCIDR ?? ''],
    ['CPU asked for', `${cpuText(cpu.requestedMillicores)} of ${cpuText(cpu.allocatableMillicores)}`],
    ['Memory asked for', `${memoryText(memory.requestedBytes)} of ${memoryText(memory.allocatableBytes)}`],
    ['Room for pods', `${room.count} of ${room.capacity}`],
    ['Taints', element.taints.join(', ')],
    ['Kubelet', node.status?.nodeInfo?.kubeletVersion ?? ''],
  ]);
}
