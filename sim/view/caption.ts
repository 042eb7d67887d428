import type { TraceRow } from '../engine/trace.ts';

/** Last part of a key, the object's own name. */
function nameOf(row: TraceRow): string {
  return row.key.slice(row.key.lastIndexOf('/') + 1);
}

function controllerName(row: TraceRow): string {
  const part = row.from.split('/')[2] ?? '';
  return part === '' ? 'controller manager' : `${part} controller`;
}

/**
 * One sentence that says what a recorded step means, in words that a beginner knows; empty for steps that need no words.
 *
 * Notes carry their own words; messages are told only where they are a step of the story.
 */
export function captionOf(row: TraceRow): string {
  const name = nameOf(row);
  switch (row.protocol) {
    case 'action':
      return `You: ${row.text}.`;
    case 'death':
      return `${row.verb} ${name} was lost: ${row.text}.`;
    case 'note':
      return noteCaption(row, name);
    case 'http':
      return row.status >= 400 && row.from.startsWith('kube-apiserver') && row.verb !== 'get'
        ? `The API server refused ${row.verb} of ${row.resource} ${name}: ${row.status}.`
        : '';
    case 'cri':
      return criCaption(row, name);
    default:
      return '';
  }
}

function noteCaption(row: TraceRow, name: string): string {
  switch (row.verb) {
    case 'NodeChosen':
      return `The scheduler ${row.text.split(':')[0] ?? ''} for ${name}.`;
    case 'Unschedulable':
      return `The scheduler found no node for ${name}.`;
    case 'Denied':
      return `The API server said no to ${name}.`;
    default: {
      if (row.text === '') return '';
      const text = row.text.charAt(0).toLowerCase() + row.text.slice(1);
      const process = row.from.split('/')[0] ?? '';
      if (process === 'kube-controller-manager') return `The ${controllerName(row)}: ${text}.`;
      if (process === 'kubelet') return `The kubelet of ${row.from.split('/')[1] ?? ''}: ${text}.`;
      return `${row.from}: ${text}.`;
    }
  }
}

const criWords: Readonly<Record<string, string>> = {
  RunPodSandbox: 'makes a sandbox for',
  PullImage: 'pulls the image for',
  CreateContainer: 'creates a container of',
  StartContainer: 'starts a container of',
  StopContainer: 'stops a container of',
  StopPodSandbox: 'takes down the sandbox of',
};

function criCaption(row: TraceRow, name: string): string {
  const words = criWords[row.verb];
  const [process = '', machine = ''] = row.to.split('/');
  return words === undefined || process !== 'containerd' ? '' : `containerd on ${machine} ${words} ${name}.`;
}
