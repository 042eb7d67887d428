/** Bodies of requests: bounded, and protobuf as objects. */
import type { IncomingMessage } from 'node:http';
import { decodeKubernetesProtobuf, isKubernetesProtobuf } from './protobuf/decode.ts';
import { WireError } from './protobuf/wire.ts';

/** Models: staging/src/k8s.io/apiserver/pkg/server/config.go MaxRequestBodyBytes (v1.37). */
const bodyBytesMax = 3 * 1024 * 1024;

/** A body that cannot be taken, with the HTTP code to say so. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly code: 400 | 413;

  constructor(code: 400 | 413, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Body {
  /** A text, a decoded object, or nothing. */
  readonly value: string | object | undefined;
  /** Content type in place of the one that was sent. */
  readonly type?: string;
}

/**
 * Reads the body of a request.
 *
 * @throws {BodyError} when it is too large, is no UTF-8, or says that it is protobuf and is none
 */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > bodyBytesMax) {
      throw new BodyError(413, `Request entity too large: limit is ${bodyBytesMax}`);
    }
    parts.push(part);
  }
  if (length === 0) return { value: undefined };
  const bytes = Buffer.concat(parts);
  if (isKubernetesProtobuf(bytes)) return { value: decoded(bytes), type: 'application/json' };
  try {
    return { value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw new BodyError(400, 'the body of the request is not UTF-8');
  }
}

function decoded(bytes: Buffer): object {
  try {
    return decodeKubernetesProtobuf(bytes);
  } catch (error) {
    if (error instanceof WireError || error instanceof SyntaxError) throw new BodyError(400, error.message);
    throw error;
  }
}
