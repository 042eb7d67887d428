import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../gateway/certificate.ts';
import { openGateway } from '../gateway/gateway.ts';
import { kubeconfigText } from '../gateway/kubeconfig.ts';
import { SimulationBackend } from './simulation-backend.ts';
import { defaultWorld } from '../sim/scenario/formats/default-world.ts';
import { readManifestFiles } from '../sim/scenario/manifests.ts';
import { Simulation } from '../sim/scenario/simulation.ts';
import { readArguments, wholeNumber } from './arguments.ts';
import { readFiles } from './files.ts';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

const nodesMax = 5000;
const portMax = 65_535;
const paceMax = 1000;
/**
 * Virtual time that the manifests get before the first client may come: ten minutes at most. A cluster that goes by the clock began so
 * long ago, so that its present is the clients' and the ages that they reckon are right.
 */
const settleMicros = 600_000_000;

/** A gateway that serves, until it is stopped. */
export interface Serving {
  readonly url: string;
  /** Path of the kubeconfig, readable by its owner alone. */
  readonly kubeconfig: string;
  /** What is served. */
  readonly simulation: Simulation;
  stop(): Promise<void>;
}

/**
 * `serve`: opens the Kubernetes API of a fresh cluster for real clients, and prints one line `{url, kubeconfig}` when it is ready.
 *
 * @throws {UsageError} for arguments that are wrong
 */
export async function serve(args: string[], io: Io): Promise<Serving> {
  const { values, positionals } = readArguments(args, {
    port: { type: 'string' },
    nodes: { type: 'string' },
    seed: { type: 'string' },
    pace: { type: 'string' },
    epoch: { type: 'string' },
    'insecure-http': { type: 'boolean' },
  });
  const text = (name: string, fallback: string): string => (values[name] as string | undefined) ?? fallback;
  const port = wholeNumber('port', text('port', '0'), 0, portMax);
  const nodes = wholeNumber('nodes', text('nodes', '3'), 0, nodesMax);
  const seed = wholeNumber('seed', text('seed', '1'), 0, Number.MAX_SAFE_INTEGER);
  const pace = paceOf(text('pace', '1'));
  const manifests = readManifestFiles(readFiles(positionals, ['.yaml', '.yml', '.json'], io));
  for (const { fileName, line, column, message } of manifests.errors) {
    io.err(`${fileName}:${line}:${column}: ${message}\n`);
  }
  const epoch = values['epoch'] as string | undefined;
  const isByClock = (epoch ?? manifests.world.epoch ?? 'now') === 'now';
  const given = epoch === undefined || isByClock ? {} : { epoch: epochOf(epoch) };
  const begun = isByClock ? { epoch: new Date(Date.now() - settleMicros / 1000).toISOString() } : {};
  const input = { topology: { workers: nodes }, ...manifests.world, ...given, ...begun };
  const simulation = new Simulation({ seed, world: defaultWorld(input), keepsPast: false });
  if (manifests.objects.length > 0) simulation.act({ action: 'apply', objects: manifests.objects });
  simulation.runUntilSettled(settleMicros);
  if (isByClock) simulation.run((Date.now() - Date.parse(simulation.world.epoch)) * 1000);
  return await open(simulation, { port, pace, isSecure: values['insecure-http'] !== true }, io);
}

function paceOf(text: string): number {
  const pace = Number(text);
  if (text !== '' && pace > 0 && pace <= paceMax) return pace;
  throw new UsageError(`--pace: expected a number above 0 and up to ${paceMax}, got "${text}"`);
}

/** The time that stands at virtual time zero, as the world has it. */
function epochOf(text: string): string {
  const at = Date.parse(text);
  if (!Number.isNaN(at) && /^\d{4}-\d{2}-\d{2}T.*Z$/.test(text)) return new Date(at).toISOString();
  throw new UsageError(`--epoch: expected "now" or a time like 2026-01-01T00:00:00Z, got "${text}"`);
}

async function open(
  simulation: Simulation,
  { port, pace, isSecure }: { readonly port: number; readonly pace: number; readonly isSecure: boolean },
  io: Io,
): Promise<Serving> {
  const token = randomBytes(32).toString('hex');
  const certificate = isSecure ? await makeCertificate() : null;
  const backend = new SimulationBackend({ simulation, pace, clock: () => performance.now() });
  const gateway = await openGateway({ backend, port, token, certificate });
  const folder = mkdtempSync(join(tmpdir(), 'kubarium-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const trusted = certificate === null ? null : certificate.certificate;
  writeFileSync(kubeconfig, kubeconfigText({ url: gateway.url, certificate: trusted, token }), { mode: 0o600 });
  backend.start();
  io.out(`${JSON.stringify({ url: gateway.url, kubeconfig })}\n`);
  return {
    url: gateway.url,
    kubeconfig,
    simulation,
    stop: async () => {
      backend.stop();
      await gateway.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
