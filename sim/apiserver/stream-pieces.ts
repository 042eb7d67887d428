/** What a client hears of a stream: its first answer, the pieces that follow, and how it ended. */
import type { StreamAnswer, StreamPiece } from '../api/pod-streams.ts';
import type { Status } from '../api/types.ts';
import type { ApiResponse } from './types.ts';

/** A further piece of a stream, beside the context that its client gave. */
export interface StreamedPiece {
  readonly text: string;
  readonly pieces?: readonly StreamPiece[];
  readonly isOpen: boolean;
  /** What came of it in the end; only in the last piece. */
  readonly outcome?: Status;
}

/** A further piece of a stream, as its client gets it. */
export function pieceOf(answer: StreamAnswer): StreamedPiece {
  const { text, pieces, isOpen } = answer;
  const outcome = isOpen ? {} : { outcome: outcomeOf(answer) };
  return { text, isOpen, ...(pieces === undefined ? {} : { pieces }), ...outcome };
}

/** Text, with what the client gets at the end of a stream; reason `Open` where it has not ended. */
export function textResponse(answer: StreamAnswer): ApiResponse {
  const { text, pieces } = answer;
  return { code: 200, body: outcomeOf(answer), text, ...(pieces === undefined ? {} : { pieces }) };
}

const done: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 200 };

/** Models: remotecommand v4 and later, the error channel (v1.37). */
function outcomeOf({ exitCode, isOpen, failure }: StreamAnswer): Status {
  if (failure !== null) return failure;
  if (isOpen) return { ...done, reason: 'Open' };
  if (exitCode === 0) return done;
  return {
    ...done,
    status: 'Failure',
    reason: 'NonZeroExitCode',
    message: `command terminated with exit code ${exitCode}`,
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}
