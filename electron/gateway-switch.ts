import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { Callers } from '../gateway/callers.ts';
import { makeCertificate } from '../gateway/certificate.ts';
import { openGateway, type Gateway } from '../gateway/gateway.ts';
import { kubeconfigText } from '../gateway/kubeconfig.ts';
import { RemoteBackend, type OutsideCall, type OutsideNews } from '../gateway/remote-backend.ts';
import type { GatewayState } from './contract.ts';

/** What the switch needs of the program around it. */
export interface SwitchParts {
  /** Where the kubeconfig is written: a file of our own, readable by its owner alone. */
  kubeconfigPath: string;
  isWindows: boolean;
  /** Passes a call on to the worker behind the page. */
  sendCall(call: OutsideCall): void;
  sendState(state: GatewayState): void;
}

/** Tried first, so that clients that keep what they know of a server by its address find it again. */
const portWanted = 16_443;

/** The switch for real clients: off by default, and off whenever the page that answers them is gone. */
export class GatewaySwitch {
  readonly #parts: SwitchParts;
  readonly #backend: RemoteBackend;
  readonly #callers: Callers;
  #gateway: Gateway | null = null;
  #state: GatewayState = { status: 'off' };
  /** The last thing that was asked for; each waits for the one before. */
  #work: Promise<void> = Promise.resolve();

  constructor(parts: SwitchParts) {
    this.#parts = parts;
    this.#backend = new RemoteBackend((call) => parts.sendCall(call));
    this.#callers = new Callers(() => this.#tellCallers());
  }

  get state(): GatewayState {
    return this.#state;
  }

  /**
   * Opens the gateway or closes it.
   *
   * @returns What has come of it; a gateway that cannot be opened, or whose kubeconfig cannot be removed, is `failed`, with the reason.
   */
  async set(isOn: boolean): Promise<GatewayState> {
    this.#work = this.#work
      .then(() => (isOn ? this.#open() : this.#close()))
      .catch((error: unknown) => this.#failed(error));
    await this.#work;
    return this.#state;
  }

  /** Takes news of the worker. */
  receive(news: OutsideNews): void {
    this.#backend.receive(news);
  }

  /** The page was closed or is loaded anew: nobody is there to answer. */
  async pageGone(): Promise<void> {
    this.#backend.fail('the window of Kubarium was closed');
    await this.set(false);
  }

  async #open(): Promise<void> {
    if (this.#gateway !== null) return;
    this.#change({ status: 'starting' });
    try {
      const token = randomBytes(32).toString('hex');
      const certificate = await makeCertificate();
      const options = {
        backend: this.#backend,
        token,
        certificate,
        onRequest: (agent: string, method: string, target: string) => this.#callers.note(agent, method, target),
      };
      const gateway = await openGateway({ ...options, port: portWanted }).catch(() =>
        openGateway({ ...options, port: 0 }),
      );
      this.#gateway = gateway;
      await this.#writeKubeconfig(kubeconfigText({ url: gateway.url, certificate: certificate.certificate, token }));
      this.#parts.sendCall({ type: 'serve', on: true });
      const { kubeconfigPath: kubeconfig, isWindows } = this.#parts;
      this.#change({
        status: 'on',
        url: gateway.url,
        kubeconfig,
        command: shellLine(kubeconfig, isWindows),
        callers: [],
      });
    } catch (error) {
      await this.#end();
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#change({ status: 'failed', message: error instanceof Error ? error.message : String(error) });
  }

  async #close(): Promise<void> {
    if (this.#gateway === null && this.#state.status === 'off') return;
    await this.#end();
    this.#change({ status: 'off' });
  }

  async #end(): Promise<void> {
    const gateway = this.#gateway;
    this.#gateway = null;
    this.#callers.clear();
    this.#parts.sendCall({ type: 'serve', on: false });
    this.#backend.fail('the gateway was switched off');
    await gateway?.close();
    await rm(this.#parts.kubeconfigPath, { force: true });
  }

  /** A file that is there already keeps its rights when it is written over, so it goes first. */
  async #writeKubeconfig(text: string): Promise<void> {
    await rm(this.#parts.kubeconfigPath, { force: true });
    await writeFile(this.#parts.kubeconfigPath, text, { mode: 0o600, flag: 'wx' });
  }

  #tellCallers(): void {
    if (this.#state.status === 'on') this.#change({ ...this.#state, callers: [...this.#callers.list] });
  }

  #change(state: GatewayState): void {
    this.#state = state;
    this.#parts.sendState(state);
  }
}

/** The line that makes a shell use a kubeconfig: PowerShell doubles a quote in quotes, others leave them for it. */
function shellLine(kubeconfig: string, isWindows: boolean): string {
  return isWindows
    ? `$env:KUBECONFIG = '${kubeconfig.replaceAll("'", "''")}'`
    : `export KUBECONFIG='${kubeconfig.replaceAll("'", String.raw`'\''`)}'`;
}
