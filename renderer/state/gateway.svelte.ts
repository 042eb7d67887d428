import { createActor, type Actor } from 'xstate';
import type { Command } from '../../sim/protocol.ts';
import type { GatewayHost } from '../host/host.ts';
import { gatewayMachine, type GatewayOn } from './gateway.machine.ts';
import type { Session } from './session.svelte.ts';

export type GatewayStatus = 'impossible' | 'off' | 'starting' | 'on' | 'stopping' | 'failed';

/** A journey that would end what clients have open, and what the person says to it. */
interface Question {
  readonly streams: number;
  readonly answer: (isWanted: boolean) => void;
}

/**
 * Real clients of the open cluster: the switch, who has called, and the question before the clock is set back under them.
 *
 * Their requests pass through the page to the worker; nothing of them is kept here.
 */
export class Gateway {
  readonly #session: Session;
  readonly #host: GatewayHost | null;
  readonly #actor: Actor<typeof gatewayMachine>;
  readonly #endings: (() => void)[] = [];
  #status = $state<GatewayStatus>('off');
  #on = $state.raw<GatewayOn | null>(null);
  #message = $state('');
  #question = $state.raw<Question | null>(null);

  constructor(session: Session, host: GatewayHost | null) {
    this.#session = session;
    this.#host = host;
    this.#actor = createActor(gatewayMachine, {
      input: (isOn) => host?.switch(isOn) ?? Promise.resolve({ status: 'off' }),
    });
    if (host === null) this.#status = 'impossible';
    else this.#connect(host);
    session.guard = (command) => this.#mayHappen(command);
  }

  get status(): GatewayStatus {
    return this.#status;
  }

  /** Where it listens, its kubeconfig and its callers, while it is on. */
  get on(): GatewayOn | null {
    return this.#on;
  }

  /** Why it could not be switched on. */
  get message(): string {
    return this.#message;
  }

  /** A question that waits for the person. */
  get question(): Question | null {
    return this.#question;
  }

  switch(isOn: boolean): void {
    this.#actor.send({ type: 'switched', on: isOn });
  }

  /** Answers the question. */
  decide(isWanted: boolean): void {
    const question = this.#question;
    this.#question = null;
    question?.answer(isWanted);
  }

  dispose(): void {
    this.decide(false);
    for (const end of this.#endings) end();
    this.#actor.stop();
  }

  #connect(host: GatewayHost): void {
    this.#actor.subscribe((snapshot) => {
      this.#status = snapshot.value;
      this.#on = snapshot.context.on;
      this.#message = snapshot.context.message;
    });
    this.#actor.start();
    this.#session.onOutside = (news) => host.tell(news);
    this.#session.onCrash = () => this.switch(false);
    this.#endings.push(
      host.onCall((call) => this.#session.callOutside(call)),
      host.onState((state) => this.#actor.send({ type: 'told', state })),
    );
  }

  /** Going back ends what clients have open: the person is asked first, once for each journey. */
  #mayHappen(command: Command): Promise<boolean> | boolean {
    const { state, now } = this.#session;
    const streams = (state?.serving?.streams ?? 0) + (state?.serving?.waiting ?? 0);
    if (this.#host === null || streams === 0 || !goesBack(command, now)) return true;
    this.decide(false);
    return new Promise((answer) => (this.#question = { streams, answer }));
  }
}

function goesBack(command: Command, now: number): boolean {
  switch (command.type) {
    case 'seek':
      return command.at < now;
    case 'undo':
    case 'switchBranch':
    case 'new':
    case 'open':
    case 'close':
      return true;
    default:
      return false;
  }
}
