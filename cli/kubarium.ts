/** The `kubarium` command: the simulator without a picture. */
import { readFileSync } from 'node:fs';
import { start } from './main.ts';

// Whoever reads the output may have seen enough: `kubarium run … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const io = {
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
  input: () => readFileSync(0, 'utf8'),
};

process.exitCode = await start(
  process.argv.slice(2),
  io,
  () =>
    new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    }),
);
