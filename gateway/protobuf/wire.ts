/** Protocol Buffers' wire format, as far as Kubernetes' messages use it: varints and length-delimited fields. */

/** A field as it stands in a message: a whole number, or bytes. */
export interface WireField {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** Thrown for bytes that are no message. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/**
 * Splits a message into its fields, in their order.
 *
 * @throws {WireError} for bytes that end in the middle of a field, or fields of a kind that Kubernetes does not use
 */
export function readFields(bytes: Uint8Array): WireField[] {
  const reader = new Reader(bytes);
  const fields: WireField[] = [];
  while (!reader.isAtEnd) {
    const tag = reader.varint();
    const number = Math.floor(tag / 8);
    if (number === 0) throw new WireError('field number 0');
    switch (tag % 8) {
      case 0:
        fields.push({ number, value: reader.varint() });
        break;
      case 1:
        reader.take(8);
        break;
      case 2:
        fields.push({ number, value: reader.take(reader.varint()) });
        break;
      case 5:
        reader.take(4);
        break;
      default:
        throw new WireError(`field ${number} has wire type ${tag % 8}`);
    }
  }
  return fields;
}

const varintBytesMax = 10;

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** A whole number; those of 64 bits are signed. */
  varint(): number {
    let value = 0n;
    for (let n = 0; n < varintBytesMax; n++) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new WireError('unexpected end of the message');
      value |= BigInt(byte & 127) << BigInt(7 * n);
      if (byte < 128) return Number(BigInt.asIntN(64, value));
    }
    throw new WireError('a number of more than ten bytes');
  }

  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (length < 0 || end > this.#bytes.length) throw new WireError('unexpected end of the message');
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
}
