/** What containers use, as the machines measure it for whoever collects it. */

/** Usage of one container in a window of time. */
export interface ContainerUsage {
  readonly name: string;
  readonly cpuNanocores: number;
  readonly memoryBytes: number;
}

/** Usage of a pod's containers: all that run, or the pod is left out. */
export interface PodUsage {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly containers: readonly ContainerUsage[];
}

/** Payload of `metrics.asked`: a client of the API server wants to know. */
export interface UsageQuestion {
  readonly id: string;
  readonly replyTo: string;
}

/** Payload of `apiserver.metricsAnswered`: what was measured at the last look. */
export interface UsageAnswer {
  readonly id: string;
  /** When it was measured, virtual micros. */
  readonly at: number;
  readonly windowMicros: number;
  readonly pods: readonly PodUsage[];
}

/** The component that collects usage. */
export const metricsServerName = 'metrics-server/cp-1';
