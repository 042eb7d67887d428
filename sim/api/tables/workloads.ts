/** Rows of the controllers that run pods: apps, batch, replication controllers. */
import type { ControllerRevision, DaemonSet, StatefulSet } from 'kubernetes-types/apps/v1';
import type { CronJob, Job } from 'kubernetes-types/batch/v1';
import type { ReplicationController } from 'kubernetes-types/core/v1';
import { controllerOf } from '../owner-references.ts';
import { parseApiVersion } from '../resources.ts';
import { parseTime } from '../time.ts';
import type { Deployment, ReplicaSet } from '../types.ts';
import {
  ageColumn,
  boolean,
  column,
  containerColumns,
  integer,
  nameColumn,
  printer,
  selectorColumn,
  type Cell,
  type TablePrinter,
} from './columns.ts';
import {
  age,
  boolText,
  containerCells,
  labelsText,
  nameOf,
  none,
  selectorQuery,
  selectorText,
  since,
  spanText,
} from './format.ts';

export const deploymentPrinter: TablePrinter = printer<Deployment>(
  [
    nameColumn,
    column('Ready', 'Pods that are ready, of all that are wanted.'),
    column('Up-to-date', 'Pods that are of the newest template.'),
    column('Available', 'Pods that have been ready for long enough.'),
    ageColumn,
    ...containerColumns,
    selectorColumn,
  ],
  (object, { now }) => {
    const { spec, status } = object;
    return [
      nameOf(object),
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      age(object, now),
      ...containerCells(spec?.template.spec),
      selectorQuery(spec?.selector),
    ];
  },
);

const replicaColumns = [
  nameColumn,
  column('Desired', 'Pods that are wanted.', integer),
  column('Current', 'Pods that exist.', integer),
  column('Ready', 'Pods that are ready.', integer),
  ageColumn,
  ...containerColumns,
  selectorColumn,
];

function replicaCells(object: ReplicaSet | ReplicationController, now: number, selector: string): Cell[] {
  const { spec, status } = object;
  return [
    nameOf(object),
    spec?.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    age(object, now),
    ...containerCells(spec?.template?.spec),
    selector,
  ];
}

export const replicaSetPrinter: TablePrinter = printer<ReplicaSet>(replicaColumns, (object, { now }) =>
  replicaCells(object, now, selectorText(object.spec?.selector)),
);

export const replicationControllerPrinter: TablePrinter = printer<ReplicationController>(
  replicaColumns,
  (object, { now }) => replicaCells(object, now, labelsText(object.spec?.selector)),
);

export const daemonSetPrinter: TablePrinter = printer<DaemonSet>(
  [
    nameColumn,
    column('Desired', 'Nodes that should run a pod.', integer),
    column('Current', 'Nodes that run a pod and should.', integer),
    column('Ready', 'Nodes whose pod is ready.', integer),
    column('Up-to-date', 'Nodes whose pod is of the newest template.', integer),
    column('Available', 'Nodes whose pod has been ready for long enough.', integer),
    column('Node Selector', 'Labels of the nodes that should run a pod.'),
    ageColumn,
    ...containerColumns,
    selectorColumn,
  ],
  (object, { now }) => {
    const { spec, status } = object;
    return [
      nameOf(object),
      status?.desiredNumberScheduled ?? 0,
      status?.currentNumberScheduled ?? 0,
      status?.numberReady ?? 0,
      status?.updatedNumberScheduled ?? 0,
      status?.numberAvailable ?? 0,
      labelsText(spec?.template.spec?.nodeSelector),
      age(object, now),
      ...containerCells(spec?.template.spec),
      selectorText(spec?.selector),
    ];
  },
);

export const statefulSetPrinter: TablePrinter = printer<StatefulSet>(
  [nameColumn, column('Ready', 'Pods that are ready, of all that are wanted.'), ageColumn, ...containerColumns],
  (object, { now }) => {
    const { spec, status } = object;
    const ready = `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`;
    return [nameOf(object), ready, age(object, now), ...containerCells(spec?.template.spec)];
  },
);

function completionsText({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function durationText({ status }: Job, now: number): string {
  if (status?.startTime === undefined) return '';
  const end = status.completionTime === undefined ? now : parseTime(status.completionTime);
  return spanText(parseTime(status.startTime), end);
}

/** Conditions that name the state of a job, the strongest first. */
const jobStates = [
  ['Complete', 'Complete'],
  ['Failed', 'Failed'],
  [undefined, 'Terminating'],
  ['Suspended', 'Suspended'],
  ['FailureTarget', 'FailureTarget'],
  ['SuccessCriteriaMet', 'SuccessCriteriaMet'],
] as const;

function jobStatus({ metadata, status }: Job): string {
  const isDeleted = metadata?.deletionTimestamp !== undefined && metadata.deletionTimestamp !== null;
  const holds = (type: string): boolean =>
    status?.conditions?.find((condition) => condition.type === type)?.status === 'True';
  const state = jobStates.find(([type]) => (type === undefined ? isDeleted : holds(type)));
  return state?.[1] ?? 'Running';
}

export const jobPrinter: TablePrinter = printer<Job>(
  [
    nameColumn,
    column('Status', 'What the job is doing.'),
    column('Completions', 'Pods that succeeded, of all that are wanted.'),
    column('Duration', 'Time that the job took, or has taken so far.'),
    ageColumn,
    ...containerColumns,
    selectorColumn,
  ],
  (job, { now }) => [
    nameOf(job),
    jobStatus(job),
    completionsText(job),
    durationText(job, now),
    age(job, now),
    ...containerCells(job.spec?.template.spec),
    selectorText(job.spec?.selector),
  ],
);

export const cronJobPrinter: TablePrinter = printer<CronJob>(
  [
    nameColumn,
    column('Schedule', 'When jobs are made.'),
    column('Timezone', 'Time zone of the schedule.'),
    column('Suspend', 'Whether no jobs are made for now.', boolean),
    column('Active', 'Jobs that are running.', integer),
    column('Last Schedule', 'Time since a job was made last.'),
    ageColumn,
    ...containerColumns,
    selectorColumn,
  ],
  (object, { now }) => {
    const { spec, status } = object;
    const last = status?.lastScheduleTime;
    return [
      nameOf(object),
      spec?.schedule ?? '',
      spec?.timeZone ?? none,
      boolText(spec?.suspend),
      status?.active?.length ?? 0,
      last === undefined ? none : since(last, now),
      age(object, now),
      ...containerCells(spec?.jobTemplate.spec?.template.spec),
      selectorText(spec?.jobTemplate.spec?.selector),
    ];
  },
);

export const controllerRevisionPrinter: TablePrinter = printer<ControllerRevision>(
  [
    nameColumn,
    column('Controller', 'Owner of the revision.'),
    column('Revision', 'Number of the revision.'),
    ageColumn,
  ],
  (object, { now }) => [nameOf(object), controllerText(object), object.revision, age(object, now)],
);

function controllerText(object: ControllerRevision): string {
  const owner = controllerOf(object);
  if (owner === undefined) return none;
  const { group } = parseApiVersion(owner.apiVersion);
  const kind = (group === '' ? owner.kind : `${owner.kind}.${group}`).toLowerCase();
  return `${kind}/${owner.name}`;
}
