/** A field of a protocol buffer, encoded. */
export type Field = Uint8Array;

/** A whole number of up to 53 bits, not below 0, in groups of seven bits. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

const tag = (field: number, wireType: number): number[] => varint(field * 8 + wireType);

/** `int64`, `uint32` and the like, not below 0. */
export const integerField = (field: number, value: number): Field =>
  Uint8Array.from([...tag(field, 0), ...varint(value)]);

/** `double` */
export function doubleField(field: number, value: number): Field {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return Uint8Array.from([...tag(field, 1), ...bytes]);
}

/** `float` */
export function floatField(field: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return Uint8Array.from([...tag(field, 5), ...bytes]);
}

/** `bytes`, and a message within a message. */
export function bytesField(field: number, value: Uint8Array): Field {
  return joinBytes([Uint8Array.from([...tag(field, 2), ...varint(value.length)]), value]);
}

/** `string` */
export const stringField = (field: number, value: string): Field => bytesField(field, new TextEncoder().encode(value));

/** A message of fields. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
