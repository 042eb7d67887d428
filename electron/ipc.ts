import type { DesktopRequests, RequestChannel } from './contract.ts';
import { payloadParsers } from './payloads.ts';
import { isPageUrl } from './protocol.ts';

/** What the main process does on each channel. */
export type RequestHandlers = {
  [Channel in RequestChannel]: (
    request: DesktopRequests[Channel]['request'],
  ) => DesktopRequests[Channel]['reply'] | Promise<DesktopRequests[Channel]['reply']>;
};

/** The frame that sent a message, as Electron tells it; null for a frame that is gone. */
export interface SenderFrame {
  url: string;
  parent: unknown;
}

interface InvokeEvent {
  senderFrame: SenderFrame | null;
}

/** The part of Electron's `ipcMain` that is used. */
export interface Ipc {
  handle(channel: string, listener: (event: InvokeEvent, ...args: unknown[]) => unknown): void;
}

/**
 * Registers every channel. A message is carried out only when it comes from the top frame of our own page and its payload is what the
 * contract says; otherwise the caller's promise is rejected and nothing happens.
 *
 * @param ipc Electron's `ipcMain`.
 * @param handlers What to do, already given everything that they need.
 */
export function registerHandlers(ipc: Ipc, handlers: RequestHandlers): void {
  for (const channel of Object.keys(payloadParsers) as RequestChannel[]) register(ipc, channel, handlers);
}

function register<Channel extends RequestChannel>(ipc: Ipc, channel: Channel, handlers: RequestHandlers): void {
  ipc.handle(channel, (event, ...args) => {
    if (!isTrustedFrame(event.senderFrame)) throw new Error(`${channel}: refused, not sent by the page`);
    if (args.length > 1) throw new TypeError(`${channel}: expected one payload, got ${args.length}`);
    return handlers[channel](parsePayload(channel, args[0]));
  });
}

function parsePayload<Channel extends RequestChannel>(
  channel: Channel,
  payload: unknown,
): DesktopRequests[Channel]['request'] {
  try {
    return payloadParsers[channel](payload);
  } catch (error) {
    throw new TypeError(`${channel}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Frames inside our page, other pages and frames that are gone may ask for nothing. */
function isTrustedFrame(frame: SenderFrame | null): boolean {
  return frame !== null && frame.parent === null && isPageUrl(frame.url);
}
