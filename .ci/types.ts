/** `npm run types`: every type check, two at a time. */
import { runCommand } from './run-command.ts';
import { inPairs } from './in-pairs.ts';
import { typeChecks } from './type-projects.ts';

const results = await inPairs(typeChecks, async ({ name, command }) => {
  const result = await runCommand(command);
  process.stdout.write(`${result.isOk ? 'ok  ' : 'FAIL'} ${name} (${result.seconds.toFixed(1)} s)\n`);
  if (!result.isOk) process.stdout.write(result.output);
  return result.isOk;
});
process.exitCode = results.every(Boolean) ? 0 : 1;
