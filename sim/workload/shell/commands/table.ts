/** All commands that a program may run by name. */
import { basicCommands } from './basic.ts';
import type { Command } from './command.ts';
import { fileCommands } from './files.ts';
import { networkCommands } from './network.ts';
import { testCommands } from './test.ts';
import { textCommands } from './text.ts';

const commands: Readonly<Record<string, Command>> = {
  ...basicCommands,
  ...fileCommands,
  ...networkCommands,
  ...testCommands,
  ...textCommands,
};

/** The command of a name or of a path such as `/bin/echo`; undefined for programs that are none of ours. */
export function commandNamed(name: string): Command | undefined {
  const base = /^(\/usr)?(\/local)?\/s?bin\//.test(name) ? name.slice(name.lastIndexOf('/') + 1) : name;
  return Object.hasOwn(commands, base) ? commands[base] : undefined;
}
