/** Streams of clients outside: logs that are followed, and containers that are listened to. */
import type { Handlers, Sim } from '../engine/engine.ts';
import type { ApiRequest } from '../apiserver/types.ts';
import type { StreamPiece } from '../api/pod-streams.ts';
import type { Status } from '../api/types.ts';
import type { StreamedPiece } from '../apiserver/stream-pieces.ts';
import { closeWatch } from '../client/close-watch.ts';
import { sendStreamInput } from '../client/stream-input.ts';

/** What has come of a stream so far. */
interface OutsideStream {
  readonly request: ApiRequest;
  /** Number of the first piece that is kept. */
  readonly first: number;
  readonly pieces: readonly StreamPiece[];
  readonly isOpen: boolean;
  /** What came of it; null while it is open, and for logs. */
  readonly outcome: Status | null;
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
export function beginOutsideStream(sim: Sim, id: string, request: ApiRequest, begun: StreamText): void {
  streams(sim).set(id, { request, first: 0, pieces: piecesOf(begun), isOpen: true, outcome: null });
}

/** Text by its streams, or all on standard output. */
interface StreamText {
  readonly text: string;
  readonly pieces?: readonly StreamPiece[];
}

function piecesOf({ text, pieces }: StreamText): readonly StreamPiece[] {
  if (pieces !== undefined) return pieces;
  return text === '' ? [] : [{ stream: 1, text }];
}

/** A client writes to the standard input of its stream; does nothing when there is no such stream. */
export function writeOutsideStream(sim: Sim, id: string, text: string, isEnd: boolean): void {
  const stream = streams(sim).get(id);
  if (stream?.isOpen === true) sendStreamInput(sim, id, stream.request, text, isEnd);
}

/** The client goes away from its stream; does nothing when there is no such stream. */
export function closeOutsideStream(sim: Sim, id: string): void {
  const stream = streams(sim).get(id);
  if (stream === undefined) return;
  streams(sim).delete(id);
  if (stream.isOpen) closeWatch(sim, id, stream.request);
}

interface Piece extends StreamedPiece {
  readonly watch: string;
}

export const outsideStreamHandlers: Handlers = {
  'outside.streamed': (sim: Sim, { watch, ...piece }: Piece): void => {
    const stream = streams(sim).get(watch);
    if (stream === undefined) return;
    const { isOpen, outcome = null } = piece;
    const pieces = [...stream.pieces, ...piecesOf(piece)];
    const surplus = Math.max(0, pieces.length - piecesMax);
    const kept = surplus === 0 ? pieces : pieces.slice(surplus);
    streams(sim).set(watch, { ...stream, first: stream.first + surplus, pieces: kept, isOpen, outcome });
    if (!isOpen) sim.after(endMicros, 'outside.streamForgotten', { id: watch }, { quiet: true });
  },
  'outside.streamForgotten': (sim: Sim, { id }: { readonly id: string }): void => {
    streams(sim).delete(id);
  },
};

/** What a client reads of its stream. */
export interface StreamRead {
  readonly pieces: readonly StreamPiece[];
  /** Where it reads on the next time. */
  readonly next: number;
  readonly isOpen: boolean;
  readonly outcome: Status | null;
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
  const { first, pieces, isOpen, outcome } = stream;
  const fresh = pieces.slice(Math.max(0, from - first));
  return { pieces: fresh, next: first + pieces.length, isOpen, outcome };
}
