/** The words of a line, where single quotes hold together. */
export function consoleWords(line: string): string[] {
  return (line.match(/(?:[^\s']+|'[^']*')+/g) ?? []).map((word) => word.replaceAll("'", ''));
}
