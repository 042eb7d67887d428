/** Streams of clients outside: logs that are followed, and containers that are listened to. */
import type { Handlers, Sim } from '../engine/engine.ts';
import type { ApiRequest } from '../apiserver/types.ts';
import { closeWatch } from '../client/close-watch.ts';

/** What has come of a stream so far. */
interface OutsideStream {
  readonly request: ApiRequest;
  /** Number of the first piece that is kept. */
  readonly first: number;
  readonly pieces: readonly string[];
  readonly isOpen: boolean;
}

/** Pieces kept for a client that reads slowly. */
const piecesMax = 256;
/** The end of a stream is kept for so long, so that its client hears of it. */
const endMicros = 60_000_000;

const streams = (sim: Sim) => sim.store.map<OutsideStream>('outside/streams');

/** What the API server has to know of a stream: its name, and where its pieces go. */
export function streamContext(id: string): { readonly watch: string; readonly eventKind: string } {
  return { watch: id, eventKind: 'outside.streamed' };
}

/** Takes the first text of a stream that stays open. */
export function beginOutsideStream(sim: Sim, id: string, request: ApiRequest, text: string): void {
  streams(sim).set(id, { request, first: 0, pieces: [text], isOpen: true });
}

/** The client goes away from its stream; does nothing when there is no such stream. */
export function closeOutsideStream(sim: Sim, id: string): void {
  const stream = streams(sim).get(id);
  if (stream === undefined) return;
  streams(sim).delete(id);
  if (stream.isOpen) closeWatch(sim, id, stream.request);
}

interface Piece {
  readonly watch: string;
  readonly text: string;
  readonly isOpen: boolean;
}

export const outsideStreamHandlers: Handlers = {
  'outside.streamed': (sim: Sim, { watch, text, isOpen }: Piece): void => {
    const stream = streams(sim).get(watch);
    if (stream === undefined) return;
    const pieces = text === '' ? stream.pieces : [...stream.pieces, text];
    const surplus = Math.max(0, pieces.length - piecesMax);
    const kept = surplus === 0 ? pieces : pieces.slice(surplus);
    streams(sim).set(watch, { ...stream, first: stream.first + surplus, pieces: kept, isOpen });
    if (!isOpen) sim.after(endMicros, 'outside.streamForgotten', { id: watch }, { quiet: true });
  },
  'outside.streamForgotten': (sim: Sim, { id }: { readonly id: string }): void => {
    streams(sim).delete(id);
  },
};

/** What a client reads of its stream. */
export interface StreamRead {
  readonly text: string;
  /** Where it reads on the next time. */
  readonly next: number;
  readonly isOpen: boolean;
}

/**
 * Reads what has come since the last time.
 *
 * @param from number of the first piece that was not read
 * @returns `undefined` when there is no such stream, or no longer
 */
export function readOutsideStream(sim: Sim, id: string, from: number): StreamRead | undefined {
  const stream = streams(sim).get(id);
  if (stream === undefined) return undefined;
  const { first, pieces, isOpen } = stream;
  return { text: pieces.slice(Math.max(0, from - first)).join(''), next: first + pieces.length, isOpen };
}
