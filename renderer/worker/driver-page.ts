import type { Command, CommandResults, Detail, Element, Frame, FromWorker, SessionState } from '../../sim/protocol.ts';
import { Driver } from './driver.ts';

/** A page without a page: real time is a number, and what the driver sends is kept. */
export class TestPage {
  nowMs = 0;
  /** Real time that each look at the clock takes. */
  lookMs = 0;
  readonly frames: Frame[] = [];
  readonly elements = new Map<string, Element>();
  state: SessionState | null = null;
  detail: Detail | null = null;
  isAcking = true;
  #calls: { at: number; callback: () => void }[] = [];
  #replies = new Map<number, Extract<FromWorker, { type: 'reply' }>>();
  #nextId = 1;
  readonly driver: Driver;

  constructor() {
    this.driver = new Driver({
      now: () => (this.nowMs += this.lookMs),
      post: (message) => this.#take(message),
      after: (delayMs, callback) => this.#calls.push({ at: this.nowMs + delayMs, callback }),
    });
  }

  get frame(): Frame {
    return this.frames.at(-1) as Frame;
  }

  /** Sends a command and lets real time pass until it is answered. */
  ask<C extends Command>(command: C): CommandResults[C['type']] {
    const reply = this.reply(command);
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.result as CommandResults[C['type']];
  }

  reply(command: Command): Extract<FromWorker, { type: 'reply' }> {
    const id = this.send(command);
    for (let turn = 0; turn < 100_000; turn++) {
      const reply = this.#replies.get(id);
      if (reply !== undefined) return reply;
      this.pass(1);
    }
    throw new Error(`no reply to ${command.type}`);
  }

  send(command: Command): number {
    const id = this.#nextId++;
    this.driver.receive({ type: 'request', id, command });
    return id;
  }

  replyTo(id: number): Extract<FromWorker, { type: 'reply' }> | undefined {
    return this.#replies.get(id);
  }

  /** Lets so many real milliseconds pass. */
  pass(ms: number): void {
    const until = this.nowMs + ms;
    for (let turn = 0; ; turn++) {
      if (turn > 1_000_000) throw new Error('the driver never rests');
      const due = this.#calls.filter((call) => call.at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#calls.splice(this.#calls.indexOf(due), 1);
      this.nowMs = Math.max(this.nowMs, due.at);
      due.callback();
    }
    this.nowMs = Math.max(this.nowMs, until);
  }

  #take(message: FromWorker): void {
    if (message.type === 'reply') this.#replies.set(message.id, message);
    if (message.type !== 'frame') return;
    const { frame } = message;
    this.frames.push(structuredClone(frame));
    if (frame.reset) this.elements.clear();
    for (const id of frame.remove) this.elements.delete(id);
    for (const element of frame.upsert) this.elements.set(element.id, element);
    if (frame.session !== null) this.state = frame.session;
    if (frame.detail !== null) this.detail = frame.detail;
    if (this.isAcking) this.driver.receive({ type: 'ack', seq: frame.seq });
  }
}
