import { Agent, request } from 'node:http';
import { openGateway } from '../../gateway/gateway.ts';
import { SimulationBackend } from '../simulation-backend.ts';
import { createPods, emptyCluster } from './api.ts';
import type { Measured } from './result.ts';

/** What kubectl asks for: rows for its table, in pieces of 500. */
const tableType =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
const podsPath = '/api/v1/namespaces/default/pods?limit=500';
const rounds = 50;

interface Table {
  readonly metadata: { readonly continue?: string };
  readonly rows: readonly unknown[];
}

/** @returns the body of a successful answer */
function get(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      { agent, headers: { accept: tableType, 'user-agent': 'kubectl/v1.37.0' } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => void (text += piece));
        response.on('end', () => {
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`bench: expected 200, got ${response.statusCode ?? 0} ${text}`));
        });
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

/** One `kubectl get pods` with a connection of its own: piece after piece, until there is no more. @returns rows and bytes */
async function getPods(url: string): Promise<{ rows: number; bytes: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let [rows, bytes, more] = [0, 0, ''];
  do {
    const path = more === '' ? podsPath : `${podsPath}&continue=${encodeURIComponent(more)}`;
    const text = await get(`${url}${path}`, agent);
    const table = JSON.parse(text) as Table;
    rows += table.rows.length;
    bytes += text.length;
    more = table.metadata.continue ?? '';
  } while (more !== '');
  agent.destroy();
  return { rows, bytes };
}

/** `kubectl get pods` of 1,000 pods by HTTP, one after another: from the connection to the rows. */
export async function gatewayGetPods(): Promise<Measured> {
  const simulation = emptyCluster();
  createPods(simulation, 1_000);
  const backend = new SimulationBackend({ simulation, pace: 1, clock: () => performance.now() });
  const gateway = await openGateway({ backend, port: 0, token: '', certificate: null });
  backend.start();
  try {
    const { rows, bytes } = await getPods(gateway.url);
    const times: number[] = [];
    for (let n = 0; n < rounds; n++) {
      const startedAt = performance.now();
      await getPods(gateway.url);
      times.push(performance.now() - startedAt);
    }
    times.sort((a, b) => a - b);
    const rank = (part: number): number => Math.round((times[Math.floor(rounds * part)] ?? 0) * 10) / 10;
    const wallMs = times.reduce((sum, time) => sum + time, 0);
    return { n: rounds, wallMs, pods: rows, kiB: Math.round(bytes / 1024), medianMs: rank(0.5), p95Ms: rank(0.95) };
  } finally {
    backend.stop();
    await gateway.close();
  }
}
