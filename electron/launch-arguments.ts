import { isAbsolute, resolve } from 'node:path';

/**
 * Finds the files that the program was started with, by a double click or from a shell.
 *
 * @param argv Arguments after the program's own: in development Electron gets the program's folder first.
 * @param workingFolder Folder that relative names start from.
 * @returns Absolute paths of manifests and sessions, in order, at most 50; switches and other words are skipped.
 */
export function filesFromArguments(argv: readonly string[], workingFolder: string): string[] {
  return argv
    .filter((argument) => !argument.startsWith('-') && /\.(kubarium|ya?ml|json)$/i.test(argument))
    .slice(0, 50)
    .map((argument) => (isAbsolute(argument) ? argument : resolve(workingFolder, argument)));
}
