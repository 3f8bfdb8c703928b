/** What a TensorBoard event file holds. */
export interface ReadEvent {
  wallTime?: number;
  step?: number;
  fileVersion?: string;
  values?: { tag?: string; value?: number; image?: object }[];
}

/** Reads an event file by the description of its format, and checks its checksums with the given function. */
export function readEvents(file: Uint8Array, checksum: (bytes: Uint8Array) => number): ReadEvent[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const events: ReadEvent[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(view.getBigUint64(at, true));
    const data = file.subarray(at + 12, at + 12 + length);
    if (view.getUint32(at + 8, true) !== checksum(file.subarray(at, at + 8))) throw new Error('checksum of length');
    if (view.getUint32(at + 12 + length, true) !== checksum(data)) throw new Error('checksum of data');
    events.push(readEvent(data));
    at += 16 + length;
  }
  return events;
}

type Value = number | Uint8Array;

/** The fields of a message, each as its number and value. */
function fieldsOf(bytes: Uint8Array): [field: number, value: Value][] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: [number, Value][] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const skip = (length: number): number => {
    at += length;
    return at - length;
  };
  while (at < bytes.length) {
    const key = varint();
    const type = key & 7;
    if (type === 0) fields.push([key >> 3, varint()]);
    else if (type === 1) fields.push([key >> 3, view.getFloat64(skip(8), true)]);
    else if (type === 5) fields.push([key >> 3, view.getFloat32(skip(4), true)]);
    else if (type === 2) {
      const length = varint();
      const from = skip(length);
      fields.push([key >> 3, bytes.subarray(from, from + length)]);
    } else throw new Error(`wire type ${type}`);
  }
  return fields;
}

const textOf = (value: Value): string => new TextDecoder().decode(value as Uint8Array);

function readEvent(bytes: Uint8Array): ReadEvent {
  const event: ReadEvent = {};
  for (const [field, value] of fieldsOf(bytes)) {
    if (field === 1) event.wallTime = value as number;
    if (field === 2) event.step = value as number;
    if (field === 3) event.fileVersion = textOf(value);
    if (field === 5) event.values = fieldsOf(value as Uint8Array).map(([, entry]) => readValue(entry as Uint8Array));
  }
  return event;
}

function readValue(bytes: Uint8Array): { tag?: string; value?: number; image?: object } {
  const fields = new Map(fieldsOf(bytes));
  const tag = textOf(fields.get(1) as Value);
  if (fields.has(2)) return { tag, value: fields.get(2) as number };
  const image = new Map(fieldsOf(fields.get(4) as Uint8Array));
  const [height, width, colorSpace] = [1, 2, 3].map((field) => image.get(field));
  return { tag, image: { width, height, colorSpace, png: [...(image.get(4) as Uint8Array)] } };
}
