/** The `kubarium` command: the simulator without a picture. */
import { readFileSync } from 'node:fs';
import { main } from './main.ts';

// Whoever reads the output may have seen enough: `kubarium run … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = main(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  input: () => readFileSync(0, 'utf8'),
});
