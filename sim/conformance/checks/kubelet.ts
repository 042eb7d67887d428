/** Checks of the kubelet's decisions about whole pods and restarts. */
import { computePodQos } from '../../api/pod-qos.ts';
import { microsPerSecond } from '../../api/time.ts';
import type { Micros } from '../../api/time.ts';
import type { Pod } from '../../api/types.ts';
import type { BackoffEntry, BackoffSettings } from '../../kubelet/backoff.ts';
import { crashLoopBackoff, isInBackOffSinceUpdate, nextBackoff, restartDecision } from '../../kubelet/backoff.ts';
import { podPhase } from '../../kubelet/pod-phase.ts';
import type { RuntimeState } from '../../kubelet/restart-policy.ts';
import { shouldContainerBeRestarted } from '../../kubelet/restart-policy.ts';
import type { CheckTable, JsonObject } from '../types.ts';
import { field, listField } from './given.ts';

function settingsOf(given: JsonObject): BackoffSettings {
  return {
    initial: field<number>(given, 'initialSeconds') * microsPerSecond,
    max: field<number>(given, 'maxSeconds') * microsPerSecond,
  };
}

/** The delay before any failure and after each of so many failures at one instant. */
function backoffValues(settings: BackoffSettings, failures: number): BackoffEntry[] {
  const entries: BackoffEntry[] = [];
  for (let count = 0; count < failures; count++) entries.push(nextBackoff(entries.at(-1), 0, 0, settings));
  return entries;
}

function backoffGate(settings: BackoffSettings, attempts: readonly number[]): boolean[] {
  let entry: BackoffEntry | undefined;
  return attempts.map((second) => {
    const now = second * microsPerSecond;
    const isBlocked = isInBackOffSinceUpdate(entry, now, settings);
    if (!isBlocked) entry = nextBackoff(entry, now, now, settings);
    return isBlocked;
  });
}

function crashLoopDelays(ranSeconds: readonly number[]): number[] {
  let entry: BackoffEntry | undefined;
  let startedAt: Micros = 0;
  return ranSeconds.map((seconds) => {
    const finishedAt = startedAt + seconds * microsPerSecond;
    startedAt = restartDecision(entry, finishedAt, finishedAt, crashLoopBackoff).startAt;
    entry = nextBackoff(entry, finishedAt, startedAt, crashLoopBackoff);
    return (startedAt - finishedAt) / microsPerSecond;
  });
}

interface RuntimeRecord {
  readonly state: RuntimeState;
  readonly exitCode?: number;
}

export const kubeletChecks: CheckTable = {
  'pod.phase': {
    observe: (given) => {
      const { spec, status } = field<Pod>(given, 'pod');
      if (spec === undefined) throw new Error('pod.phase: expected a pod with a spec');
      const [statuses, initStatuses] = [status?.containerStatuses ?? [], status?.initContainerStatuses ?? []];
      return {
        phase: podPhase(spec, statuses, initStatuses, given['terminal'] === true, given['initialized'] === true),
      };
    },
  },
  'container.shouldRestart': {
    observe: (given) => {
      const record = field<RuntimeRecord | null>(given, 'container');
      const latest = record === null ? undefined : { state: record.state, exitCode: record.exitCode ?? 0 };
      const container = { name: 'c' };
      const spec = { containers: [container], restartPolicy: field<string>(given, 'restartPolicy') };
      return { restart: shouldContainerBeRestarted(container, spec, latest, given['deleted'] === true) };
    },
  },
  'backoff.values': {
    observe: (given) => {
      const entries = backoffValues(settingsOf(given), field(given, 'failures'));
      return { values: [0, ...entries.map(({ delay }) => delay / microsPerSecond)] };
    },
  },
  'backoff.gate': {
    observe: (given) => ({ blocked: backoffGate(settingsOf(given), listField<number>(given, 'attemptAt')) }),
  },
  'backoff.reset': {
    observe: (given) => {
      const entry = backoffValues(settingsOf(given), field(given, 'failures')).at(-1);
      const now = field<number>(given, 'quietSeconds') * microsPerSecond;
      return { nextValue: nextBackoff(entry, now, now, settingsOf(given)).delay / microsPerSecond };
    },
  },
  'backoff.crashloop': {
    observe: (given) => ({ delaySeconds: crashLoopDelays(listField<number>(given, 'ranSeconds')) }),
  },
  'pod.qos': { observe: (given) => ({ qosClass: computePodQos(field<Pod>(given, 'pod')) }) },
};
