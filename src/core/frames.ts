import { nodeSerializer } from './nodeProcesses.js';

/** The length of a message before it: a float64. */
const headBytes = 8;

/** A message as bytes for a pipe: its length, then what Node's structured clone makes of it. */
export function encodeFrame(message: unknown): [head: Uint8Array, body: Uint8Array] {
  const body = nodeSerializer().serialize(message);
  const head = new Uint8Array(headBytes);
  new DataView(head.buffer).setFloat64(0, body.byteLength);
  return [head, body];
}

/** Puts together messages whose bytes come in pieces. */
export function frameReader(handle: (message: unknown) => void): (bytes: Uint8Array) => void {
  let target = new Uint8Array(headBytes);
  let filled = 0;
  let isHead = true;
  const complete = (): void => {
    if (isHead) {
      target = new Uint8Array(new DataView(target.buffer).getFloat64(0));
    } else {
      const message = nodeSerializer().deserialize(target);
      target = new Uint8Array(headBytes);
      handle(message);
    }
    isHead = !isHead;
    filled = 0;
  };
  return (bytes) => {
    let at = 0;
    while (at < bytes.length) {
      const count = Math.min(bytes.length - at, target.length - filled);
      target.set(bytes.subarray(at, at + count), filled);
      at += count;
      filled += count;
      if (filled === target.length) complete();
    }
  };
}

/** Reads one message, and waits for it; nothing where the other end is closed. */
export function readFrame(read: (bytes: Uint8Array) => boolean): unknown {
  const head = new Uint8Array(headBytes);
  if (!read(head)) return undefined;
  const body = new Uint8Array(new DataView(head.buffer).getFloat64(0));
  return read(body) ? nodeSerializer().deserialize(body) : undefined;
}
