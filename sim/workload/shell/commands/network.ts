/** Commands that speak to others. They wait for the answer of the network, which may fail on its way. */
import type { Command } from './command.ts';
import { netcat, ping } from './connections.ts';
import { curl } from './curl.ts';
import { nameCommands } from './names.ts';
import { wget } from './wget.ts';

export const networkCommands: Readonly<Record<string, Command>> = {
  ...nameCommands,
  curl,
  nc: netcat,
  netcat,
  ping,
  wget,
};
