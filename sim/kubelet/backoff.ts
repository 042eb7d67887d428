/** The growing delay between attempts, for crashing containers and failing image pulls. Entries are plain data. */
import type { Micros } from '../api/time.ts';
import { microsPerSecond } from '../api/time.ts';

/** First and largest delay. */
export interface BackoffSettings {
  readonly initial: Micros;
  readonly max: Micros;
}

/** The delay in force and when it was last changed. */
export interface BackoffEntry {
  readonly delay: Micros;
  readonly updatedAt: Micros;
}

/** Models: pkg/kubelet/kubelet.go initialCrashLoopBackOff and MaxCrashLoopBackOff (v1.37). */
export const crashLoopBackoff: BackoffSettings = { initial: 10 * microsPerSecond, max: 300 * microsPerSecond };
/** Models: pkg/kubelet/kubelet.go imageBackOffPeriod, MaxImageBackOff (v1.37). */
export const imagePullBackoff: BackoffSettings = { initial: 10 * microsPerSecond, max: 300 * microsPerSecond };

/** Quiet for more than twice the largest delay: the entry counts no more. Models: client-go util/flowcontrol/backoff.go hasExpired (v1.37). */
function hasExpired(entry: BackoffEntry, eventTime: Micros, settings: BackoffSettings): boolean {
  return eventTime - entry.updatedAt > settings.max * 2;
}

/**
 * The entry after one more attempt: doubled, capped, or started anew after a quiet time.
 * @param eventTime when the last attempt ended. @param now when the next attempt is made.
 * Models: client-go util/flowcontrol/backoff.go Next, without jitter (v1.37).
 */
export function nextBackoff(
  entry: BackoffEntry | undefined,
  eventTime: Micros,
  now: Micros,
  settings: BackoffSettings,
): BackoffEntry {
  if (entry === undefined || hasExpired(entry, eventTime, settings)) return { delay: settings.initial, updatedAt: now };
  return { delay: Math.min(entry.delay * 2, settings.max), updatedAt: now };
}

/** Whether less than the delay has passed since an event, as for a container's end. Models: IsInBackOffSince (v1.37). */
export function isInBackOffSince(
  entry: BackoffEntry | undefined,
  eventTime: Micros,
  now: Micros,
  settings: BackoffSettings,
): boolean {
  return entry !== undefined && !hasExpired(entry, eventTime, settings) && now - eventTime < entry.delay;
}

/** Whether less than the delay has passed since the last attempt, as for image pulls. Models: IsInBackOffSinceUpdate (v1.37). */
export function isInBackOffSinceUpdate(
  entry: BackoffEntry | undefined,
  now: Micros,
  settings: BackoffSettings,
): boolean {
  return entry !== undefined && !hasExpired(entry, now, settings) && now - entry.updatedAt < entry.delay;
}

/** What the kubelet decides about starting a container that ended. */
export interface RestartDecision {
  /** The instant from which it may be started; now or earlier means at once. */
  readonly startAt: Micros;
  /** The delay in force while waiting, 0 when it may start at once. */
  readonly delay: Micros;
}

/**
 * When a container that ended may be started again.
 * @param finishedAt end of its latest run.
 * Models: pkg/kubelet/kuberuntime/kuberuntime_manager.go doBackOff (v1.37).
 */
export function restartDecision(
  entry: BackoffEntry | undefined,
  finishedAt: Micros,
  now: Micros,
  settings: BackoffSettings,
): RestartDecision {
  if (entry === undefined || !isInBackOffSince(entry, finishedAt, now, settings)) return { startAt: now, delay: 0 };
  return { startAt: finishedAt + entry.delay, delay: entry.delay };
}
