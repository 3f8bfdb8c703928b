import { DataError } from '../../core/errors.js';
import type { StoredImage } from '../storedImage.js';
import { unpackSamples } from '../unpackSamples.js';
import { UnreadTiffError } from './directory.js';

/** What one sample is. */
export interface SampleKind {
  readonly bits: number;
  readonly isSigned: boolean;
  readonly isFloat: boolean;
  readonly Data: Uint8ArrayConstructor | Uint16ArrayConstructor | Int32ArrayConstructor | Float32ArrayConstructor;
}

/** How the bytes of samples are written. */
interface SampleLayout {
  readonly isLittle: boolean;
  /** Samples to the left whose value must be added; 0 for none. */
  readonly differenceStride: number;
}

/** The kind of all samples; files whose channels differ are not read. */
export function sampleKind(bitsPerSample: readonly number[], formats: readonly number[], channels: number): SampleKind {
  const bits = bitsPerSample[0] ?? 1;
  const format = formats[0] ?? 1;
  if (channels < 1) throw new DataError('the TIFF file has no channels.');
  const areAlike = bitsPerSample.every((other) => other === bits) && formats.every((other) => other === format);
  const isWhole = format === 1 || format === 2;
  const isKnown = format === 3 ? bits === 32 : isWhole && [1, 2, 4, 8, 16, 32].includes(bits);
  if (!areAlike || !isKnown || (bits < 8 && format === 2)) {
    throw new UnreadTiffError(
      `TIFF files with samples of ${bitsPerSample.join(', ')} bits, format ${format}, are not read.`,
    );
  }
  const isSigned = format === 2;
  const Data =
    format === 3 ? Float32Array : bits === 32 || isSigned ? Int32Array : bits === 16 ? Uint16Array : Uint8Array;
  return { bits, isSigned, isFloat: format === 3, Data };
}

/** Samples out of decompressed bytes. */
export function unpackTiffSamples(
  bytes: Uint8Array,
  perRow: number,
  rows: number,
  kind: SampleKind,
  layout: SampleLayout,
): StoredImage['data'] {
  const samples = readSamples(bytes, perRow, rows, kind, layout.isLittle);
  if (layout.differenceStride > 0) addDifferences(samples, perRow, layout.differenceStride);
  if (kind.isSigned && kind.bits < 32) {
    const shift = 32 - kind.bits;
    return Int32Array.from(samples, (sample) => (sample << shift) >> shift);
  }
  if (kind.bits === 32 && !kind.isSigned && !kind.isFloat && samples.some((sample) => sample < 0)) {
    throw new DataError('the TIFF file has whole numbers of 2^31 and more, which are not read.');
  }
  return samples;
}

function readSamples(
  bytes: Uint8Array,
  perRow: number,
  rows: number,
  kind: SampleKind,
  isLittle: boolean,
): StoredImage['data'] {
  if (kind.bits < 8) return unpackSamples(bytes, perRow, rows, kind.bits);
  if (kind.bits === 8) return bytes.slice(); // uncompressed bytes are the file's own, and may be changed below
  if (kind.bits === 16 && !isLittle) return unpackSamples(bytes, perRow, rows, 16);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (kind.bits === 16) return Uint16Array.from({ length: perRow * rows }, (_, i) => view.getUint16(2 * i, true));
  if (kind.isFloat) return Float32Array.from({ length: perRow * rows }, (_, i) => view.getFloat32(4 * i, isLittle));
  return Int32Array.from({ length: perRow * rows }, (_, i) => view.getInt32(4 * i, isLittle));
}

/** Undoes horizontal differences; typed arrays wrap around as the predictor wants. */
function addDifferences(samples: StoredImage['data'], perRow: number, stride: number): void {
  for (let start = 0; start < samples.length; start += perRow) {
    for (let i = start + stride; i < start + perRow; i++) samples[i] += samples[i - stride];
  }
}
