import { expect } from 'vitest';
import type { Sample } from '../../src/data/sample.js';
import type { Fixture } from './parity.js';

/** A case of `parity/image` that changes a picture and its mask. */
export interface PictureCase {
  readonly name: string;
  readonly op: string;
  /** Each operation has parameters of its own. */
  readonly params: never;
  readonly image?: string;
  readonly mask?: string;
  readonly expectedImage?: string;
  readonly expectedMask?: string;
  readonly ignoreMask?: string;
  readonly tolerance: {
    readonly imageMaxAbs?: number;
    readonly imageMeanAbs?: number;
    readonly maskMismatches?: number;
    readonly matrixMaxAbs?: number;
    readonly matrixRelative?: number;
    readonly maxAbs?: number;
  };
}

/** The picture and mask of a case; a case of a mask alone gets a picture of zeros. */
export function sampleOf({ name, image, mask }: PictureCase, { arrays }: Fixture<PictureCase>): Sample {
  const labels = mask === undefined ? undefined : arrays.get(mask)!;
  const picture = image === undefined ? undefined : arrays.get(image)!;
  const [height, width, channels] = picture?.shape ?? [...labels!.shape, 1];
  return {
    id: name,
    image: { data: (picture?.data as Uint8Array) ?? new Uint8Array(width * height), width, height, channels },
    ...(labels && { mask: { data: labels.data as Uint8Array, width: labels.shape[1], height: labels.shape[0] } }),
    meta: {},
  };
}

/** Compares with what the case expects, within its tolerance. */
export function compareSample(result: Sample, entry: PictureCase, { arrays }: Fixture<PictureCase>): void {
  const { tolerance } = entry;
  if (entry.expectedImage !== undefined) {
    const image = arrays.get(entry.expectedImage)!;
    expect([result.image.height, result.image.width, result.image.channels]).toEqual(image.shape);
    const differences = Array.from(image.data, (value, i) => Math.abs(value - result.image.data[i]));
    expect(differences.reduce((a, b) => Math.max(a, b), 0)).toBeLessThanOrEqual(tolerance.imageMaxAbs ?? 0);
    if (tolerance.imageMeanAbs !== undefined) {
      const mean = differences.reduce((a, b) => a + b, 0) / differences.length;
      expect(mean).toBeLessThanOrEqual(tolerance.imageMeanAbs);
    }
  }
  if (entry.expectedMask === undefined) return;
  const mask = arrays.get(entry.expectedMask)!;
  const ignored = entry.ignoreMask === undefined ? undefined : arrays.get(entry.ignoreMask)!.data;
  const mismatches = Array.from(mask.data).filter((v, i) => !ignored?.[i] && v !== result.mask?.data[i]).length;
  expect([result.mask?.height, result.mask?.width]).toEqual(mask.shape);
  expect(mismatches).toBeLessThanOrEqual(tolerance.maskMismatches ?? 0);
}

/** Compares a matrix with its nine numbers, by the largest difference or relative to the largest number. */
export function compareMatrix(
  matrix: readonly number[],
  expected: readonly number[],
  tolerance: PictureCase['tolerance'],
): void {
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - matrix[i])));
  const largest = Math.max(...expected.map(Math.abs));
  if (tolerance.matrixRelative === undefined) expect(worst).toBeLessThanOrEqual(tolerance.matrixMaxAbs ?? 0);
  else expect(worst / largest).toBeLessThanOrEqual(tolerance.matrixRelative);
}
