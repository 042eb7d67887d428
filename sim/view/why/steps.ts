import type { TraceRow } from '../../engine/trace.ts';
import type { WhyStep } from '../../protocol.ts';
import { componentName } from '../component-words.ts';
import { componentElementId } from '../element-ids.ts';
import { labelOf } from '../message-words.ts';
import { capitalised, userDeed } from '../words.ts';
import { noteWords, type StepWords } from './note-words.ts';

const stepsMax = 12;
/** Title of the step in which a kubelet writes a status. */
export const reportTitle = 'kubelet reported it';

/**
 * The rows of a chain that a person wants to see, as steps: the user's action, decisions, what was done on machines, what failed.
 *
 * What happened again and again is told once, the last time.
 * @param aboutKey `namespace/name` of what is explained
 */
export function stepsOf(rows: readonly TraceRow[], aboutKey: string): WhyStep[] {
  const steps = new Map<string, { step: WhyStep; times: number }>();
  rows.forEach((row, index) => {
    const words = wordsOf(row, rows, index, aboutKey);
    if (words === null) return;
    const elementId = elementIdOf(row);
    const step: WhyStep = { id: row.id, at: Math.max(0, row.at), elementId, ...words };
    // Different images or containers are different things; that a wait has grown is not.
    const sameness = `${words.title} ${elementId} ${row.protocol === 'cri' ? row.text : ''}`;
    const times = (steps.get(sameness)?.times ?? 0) + 1;
    steps.delete(sameness);
    steps.set(sameness, { step, times });
  });
  const all = [...steps.values()].map(({ step, times }) => (times === 1 ? step : repeated(step, times)));
  return all.length <= stepsMax ? all : [all[0] as WhyStep, ...all.slice(all.length - stepsMax + 1)];
}

function repeated(step: WhyStep, times: number): WhyStep {
  const count = times === 2 ? 'the second time' : `${times} times so far`;
  return { ...step, detail: step.detail === '' ? capitalised(count) : `${step.detail}; ${count}` };
}

function elementIdOf(row: TraceRow): string {
  if (row.protocol === 'action') return 'outside/user';
  if (row.verb === 'PowerOff' || row.verb === 'PowerOn') return componentElementId(`node/${row.key}`);
  const isDoneByRuntime = row.protocol === 'cri' && row.from.startsWith('kubelet/') && row.verb !== 'RunPodSandbox';
  const component = isDoneByRuntime ? row.to : row.from;
  return componentElementId(component === 'kube-proxy/*' ? row.to : component);
}

function wordsOf(row: TraceRow, rows: readonly TraceRow[], index: number, aboutKey: string): StepWords | null {
  switch (row.protocol) {
    case 'action':
      return { title: userDeed(row.text), detail: '', quote: '' };
    case 'note':
      return noteWords(row);
    case 'death':
      return { title: 'A message was lost', detail: labelOf(row), quote: row.text };
    case 'cri':
      return row.from.startsWith('kubelet/') ? callWords(row, rows, index, aboutKey) : failureWords(row);
    case 'http':
      return httpWords(row, rows, index);
    case 'packet':
    case 'dns':
      return failureWords(row);
    default:
      return null;
  }
}

/** What the kubelet had its runtime do. */
function callWords(row: TraceRow, rows: readonly TraceRow[], index: number, aboutKey: string): StepWords | null {
  const [, machine = ''] = row.to.split('/');
  if (aboutKey !== '' && row.key !== aboutKey) {
    return {
      title: `kubelet on ${machine} was busy`,
      detail: `It pulls one image at a time: ${row.text} first`,
      quote: '',
    };
  }
  switch (row.verb) {
    case 'RunPodSandbox':
      return { title: `kubelet on ${machine} took it over`, detail: 'First a sandbox and an address', quote: '' };
    case 'PullImage':
      return {
        title: `containerd ${hasFailed(rows, index) ? 'asked for' : 'fetched'} the image`,
        detail: row.text,
        quote: '',
      };
    case 'StartContainer':
      return { title: 'containerd started the container', detail: row.text, quote: '' };
    case 'StopContainer':
      return { title: 'kubelet had the container stopped', detail: row.text, quote: '' };
    default:
      return null;
  }
}

/** Whether the answer about an image that follows in the chain is a refusal. */
function hasFailed(rows: readonly TraceRow[], index: number): boolean {
  return (rows.find((row, n) => n > index && row.resource === 'images' && row.status !== 0)?.status ?? 0) >= 400;
}

function failureWords(row: TraceRow): StepWords | null {
  if (row.status < 400) return null;
  const what = row.resource === 'probes' ? `The ${row.verb} probe failed` : `${row.verb} failed`;
  return { title: what, detail: row.resource === 'images' ? row.key.replace(/^[^/]*\//, '') : '', quote: row.text };
}

/** A write tells something of its own only when no decision was recorded before it. */
function httpWords(row: TraceRow, rows: readonly TraceRow[], index: number): StepWords | null {
  if (row.from.startsWith('registry') && row.status >= 400) {
    return { title: 'The registry said no', detail: `${row.status} for ${row.key}`, quote: row.text };
  }
  if (row.status !== 0 || row.resource === 'events' || row.from.startsWith('containerd/')) return null;
  const before = rows[index - 1];
  const isExplained = before?.protocol === 'note' || before?.protocol === 'action' || row.from === 'user';
  if (isExplained) return null;
  const isReport = row.resource.endsWith('/status') && row.from.startsWith('kubelet/');
  if (isReport) return { title: reportTitle, detail: labelOf(row), quote: '' };
  if (row.verb === 'delete')
    return { title: `${capitalised(componentName(row.from))} deleted it`, detail: labelOf(row), quote: '' };
  return null;
}
