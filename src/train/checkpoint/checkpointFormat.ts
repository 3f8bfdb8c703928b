import { crc32 } from '../../core/crc32.js';
import { DataError } from '../../core/errors.js';
import { fromExactJson, toExactJson } from '../../core/exactJson.js';
import type { CheckpointSummary, TrainingCheckpoint } from './trainingCheckpoint.js';

/*
 * The format, little-endian:
 *
 *  0  8 bytes   "segkitcp"
 *  8  uint32    version of the format
 * 12  uint32    H, the length of the JSON
 * 16  float64   B, the length of the arrays
 * 24  uint32    epochs that are done
 * 28  uint32    1 between two epochs, 0 within one
 * 32  float64   steps of the whole run
 * 40  16 bytes  id of the run
 * 56  uint32    CRC-32 of the JSON and the arrays
 * 60  uint32    CRC-32 of the 60 bytes before
 * 64  H bytes   JSON, with the places of the arrays, filled up with spaces to a multiple of 8
 *     B bytes   the arrays, each filled up with zeros to a multiple of 8
 *
 * A CRC-32 finds every change of a single byte; the lengths find whatever is cut off or added.
 */

/** The bytes that {@link readSummary} needs. */
export const summaryLength = 64;

const magic = 'segkitcp';
const version = 1;

type Values = Float32Array | Int32Array | Uint8Array;

const kinds = { Float32Array, Int32Array, Uint8Array } as const;

/** A checkpoint as bytes. */
export function encodeCheckpoint(checkpoint: TrainingCheckpoint): Uint8Array {
  const arrays: Values[] = [];
  let length = 0;
  const json = toExactJson(
    replaceArrays(checkpoint, (array) => {
      const place = [array.constructor.name, length, array.length];
      arrays.push(array);
      length += toMultipleOf8(array.byteLength);
      return { $array: place };
    }),
  );
  const text = new TextEncoder().encode(json);
  const textLength = toMultipleOf8(text.length);
  const bytes = new Uint8Array(summaryLength + textLength + length);
  bytes.set(text, summaryLength);
  bytes.fill(0x20, summaryLength + text.length, summaryLength + textLength);
  let at = summaryLength + textLength;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += toMultipleOf8(array.byteLength);
  }
  writeSummary(bytes, checkpoint.summary, textLength, length);
  return bytes;
}

function writeSummary(bytes: Uint8Array, summary: CheckpointSummary, textLength: number, length: number): void {
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(magic), 0);
  view.setUint32(8, version, true);
  view.setUint32(12, textLength, true);
  view.setFloat64(16, length, true);
  view.setUint32(24, summary.epochs, true);
  view.setUint32(28, Number(summary.isBetweenEpochs), true);
  view.setFloat64(32, summary.globalStep, true);
  bytes.set(new TextEncoder().encode(summary.runId), 40);
  view.setUint32(56, crc32(bytes.subarray(summaryLength)), true);
  view.setUint32(60, crc32(bytes.subarray(0, 60)), true);
}

/**
 * What the first {@link summaryLength} bytes of a checkpoint say.
 *
 * @throws {@link DataError} for whatever is no beginning of a checkpoint.
 */
export function readSummary(bytes: Uint8Array): CheckpointSummary {
  if (bytes.length < summaryLength) throw new DataError(`it is only ${bytes.length} bytes long`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (start: number, end: number): string => new TextDecoder('latin1').decode(bytes.subarray(start, end));
  if (text(0, 8) !== magic) throw new DataError('it is no checkpoint of segkit');
  if (view.getUint32(60, true) !== crc32(bytes.subarray(0, 60))) throw new DataError('its checksum does not match');
  const found = view.getUint32(8, true);
  if (found !== version) throw new DataError(`its format is ${found}, this version of segkit reads ${version}`);
  return {
    runId: text(40, 56),
    epochs: view.getUint32(24, true),
    globalStep: view.getFloat64(32, true),
    isBetweenEpochs: view.getUint32(28, true) === 1,
  };
}

/**
 * Reads what {@link encodeCheckpoint} wrote.
 *
 * @throws {@link DataError} for bytes that are not, to the last one, what was written.
 */
export function decodeCheckpoint(given: Uint8Array): TrainingCheckpoint {
  // Of a Buffer of Node, slice would be a view.
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  readSummary(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [textLength, length] = [view.getUint32(12, true), view.getFloat64(16, true)];
  const expected = summaryLength + textLength + length;
  if (bytes.length !== expected) throw new DataError(`it is ${bytes.length} bytes long instead of ${expected}`);
  if (view.getUint32(56, true) !== crc32(bytes.subarray(summaryLength))) {
    throw new DataError('its checksum does not match');
  }
  const start = summaryLength + textLength;
  const json = fromExactJson(new TextDecoder().decode(bytes.subarray(summaryLength, start)));
  return restoreArrays(json, (kind, at, count) => {
    const Kind = kinds[kind];
    const from = start + at;
    return new Kind(bytes.slice(from, from + count * Kind.BYTES_PER_ELEMENT).buffer, 0, count);
  }) as TrainingCheckpoint;
}

const toMultipleOf8 = (length: number): number => Math.ceil(length / 8) * 8;

/** The same tree with something else in the place of each typed array. */
function replaceArrays(value: unknown, replace: (array: Values) => unknown): unknown {
  if (value instanceof Float32Array || value instanceof Int32Array || value instanceof Uint8Array)
    return replace(value);
  return mapTree(value, (part) => replaceArrays(part, replace));
}

function restoreArrays(
  value: unknown,
  restore: (kind: keyof typeof kinds, at: number, count: number) => Values,
): unknown {
  if (typeof value === 'object' && value !== null && '$array' in value) {
    return restore(...(value.$array as [keyof typeof kinds, number, number]));
  }
  return mapTree(value, (part) => restoreArrays(part, restore));
}

function mapTree(value: unknown, change: (part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, change(part)]));
}
