import { applyCommand } from './apply.ts';
import type { CommandDef } from './command.ts';
import { createCommand } from './create.ts';
import { deleteCommand } from './delete.ts';
import { getCommand } from './get.ts';
import { annotateCommand, labelCommand } from './label.ts';
import { patchCommand } from './patch.ts';
import { scaleCommand } from './scale.ts';

/** Every command. */
export const allCommands: readonly CommandDef[] = [
  annotateCommand,
  applyCommand,
  createCommand,
  deleteCommand,
  getCommand,
  labelCommand,
  patchCommand,
  scaleCommand,
];
