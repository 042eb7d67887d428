import { applyCommand } from './apply.ts';
import { attachCommand } from './attach.ts';
import { authCommands } from './auth.ts';
import { clusterCommands } from './cluster.ts';
import type { CommandDef } from './command.ts';
import { configGenerators } from './create-config.ts';
import { policyGenerators } from './create-policy.ts';
import { serviceGenerators } from './create-services.ts';
import { workloadGenerators } from './create-workloads.ts';
import { createCommand } from './create.ts';
import { debugCommand } from './debug.ts';
import { deleteCommand } from './delete.ts';
import { describeCommand } from './describe.ts';
import { diffCommand } from './diff.ts';
import { eventsCommand } from './events.ts';
import { execCommand } from './exec.ts';
import { explainCommand } from './explain.ts';
import { exposeCommands } from './expose.ts';
import { getCommand } from './get.ts';
import { kustomizeCommand } from './kustomize.ts';
import { annotateCommand, labelCommand } from './label.ts';
import { logsCommand } from './logs.ts';
import { nodeCommands } from './nodes.ts';
import { patchCommand } from './patch.ts';
import { replaceCommand } from './replace.ts';
import { rolloutCommands } from './rollout.ts';
import { scaleCommand } from './scale.ts';
import { setCommands } from './set.ts';
import { streamCommands } from './streams.ts';
import { topCommands } from './top.ts';
import { waitCommand } from './wait.ts';

/** Every command. */
export const allCommands: readonly CommandDef[] = [
  annotateCommand,
  applyCommand,
  attachCommand,
  ...authCommands,
  ...clusterCommands,
  createCommand,
  ...configGenerators,
  ...policyGenerators,
  ...serviceGenerators,
  ...workloadGenerators,
  debugCommand,
  deleteCommand,
  describeCommand,
  diffCommand,
  eventsCommand,
  execCommand,
  explainCommand,
  ...exposeCommands,
  getCommand,
  kustomizeCommand,
  labelCommand,
  logsCommand,
  ...nodeCommands,
  patchCommand,
  replaceCommand,
  ...rolloutCommands,
  scaleCommand,
  ...setCommands,
  ...streamCommands,
  ...topCommands,
  waitCommand,
];
