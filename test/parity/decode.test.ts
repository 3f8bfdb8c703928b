import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { DataError } from '../../src/core/errors.js';
import { type ReadImageOptions, readImage } from '../../src/node/readImage.js';
import { readMask } from '../../src/node/readMask.js';
import { describeShared, hasShared, type ReferenceArray, readFixture, sharedPath } from '../helpers/parity.js';

interface Case {
  readonly name: string;
  readonly op: 'decode' | 'broken';
  readonly params: { readonly file: string };
  readonly expected: {
    readonly width?: number;
    readonly height?: number;
    readonly lossy?: boolean;
    readonly policy?: 'reject' | 'either' | 'accept';
  };
  readonly ignoreMask?: string;
  readonly tolerance: {
    readonly imageMaxAbs?: number;
    readonly imageMeanAbs?: number;
    readonly luminanceMaxAbs?: number;
  };
}

const path = 'parity/image/decode.json';

describeShared('picture and mask files against the references', path, () => {
  if (!hasShared(path)) return;
  const { cases, arrays } = readFixture<Case>('image/decode');
  const arraysOf = (item: Case): [string, ReferenceArray][] =>
    Object.entries(item)
      .filter(([field]) => field.startsWith('expected') && field !== 'expected')
      .map(([field, key]) => [field, arrays.get(key as string)!]);

  /** How each array of the fixture is read, and how far it may be off. */
  const readers: Record<string, (file: string, item: Case) => Promise<void>> = {};
  const image =
    (options: ReadImageOptions, field: string) =>
    async (file: string, item: Case): Promise<void> => {
      const { tolerance, ignoreMask } = item;
      const reference = arrays.get(item[field as keyof Case] as string)!;
      const actual = await readImage(file, options);
      const shape = [actual.height, actual.width, actual.channels];
      expect(shape.slice(0, reference.shape.length)).toEqual(reference.shape);
      const ignored = ignoreMask ? arrays.get(ignoreMask)!.data : undefined;
      const differences = Array.from(actual.data, (value, i) =>
        ignored?.[Math.floor(i / actual.channels)] ? 0 : Math.abs(value - reference.data[i]),
      );
      expect(differences.length).toBe(reference.data.length);
      const { imageMaxAbs = 0, imageMeanAbs = imageMaxAbs } = tolerance;
      expect(differences.reduce((a, b) => Math.max(a, b))).toBeLessThanOrEqual(
        field === 'expectedSamples' ? 0 : imageMaxAbs,
      );
      expect(differences.reduce((a, b) => a + b) / differences.length).toBeLessThanOrEqual(imageMeanAbs);
    };
  readers.expectedImage = image({ depth: 8 }, 'expectedImage');
  readers.expectedStored = image({ orientation: 'ignore' }, 'expectedStored');
  readers.expectedRgba = image({ channels: 4 }, 'expectedRgba');
  readers.expectedSamples = image({ channels: 'keep' }, 'expectedSamples');
  const labels =
    (mode: 'index' | 'luminance', field: string) =>
    async (file: string, item: Case): Promise<void> => {
      const reference = arrays.get(item[field as keyof Case] as string)!;
      const actual = await readMask(file, { mode, lossy: 'allow' });
      expect([actual.height, actual.width]).toEqual(reference.shape);
      const differences = Array.from(actual.data, (value, i) => Math.abs(value - reference.data[i]));
      const allowed = mode === 'index' ? 0 : (item.tolerance.luminanceMaxAbs ?? 0);
      expect(differences.reduce((a, b) => Math.max(a, b))).toBeLessThanOrEqual(allowed);
    };
  readers.expectedIndex = labels('index', 'expectedIndex');
  readers.expectedLuminance = labels('luminance', 'expectedLuminance');
  // The first frame is the picture; this one only shows that an animation was meant.
  readers.expectedFrame1 = async (file) => {
    const first = await readImage(file);
    expect(first.data).not.toEqual(arrays.get('gif_animated_two_frames/expectedFrame1')!.data);
  };

  for (const item of cases.filter(({ op }) => op === 'decode')) {
    const file = sharedPath('parity/image', item.params.file);
    it(item.name, async () => {
      const { width, height } = await readImage(file, { channels: 'keep', orientation: 'ignore' });
      expect([width, height]).toEqual([item.expected.width, item.expected.height]);
      for (const [field] of arraysOf(item)) {
        expect(Object.keys(readers)).toContain(field);
        await readers[field](file, item);
      }
      expect(arraysOf(item).length).toBeGreaterThan(0);
      if (item.expected.lossy) {
        await expect(readMask(file, { lossy: 'error' })).rejects.toThrow(/compressed with loss/);
      }
    });
  }

  for (const item of cases.filter(({ op }) => op === 'broken')) {
    const file = sharedPath('parity/image', item.params.file);
    it(item.name, async () => {
      const { policy } = item.expected;
      const readAll = async (): Promise<void> => {
        await readMask(file, { mode: 'luminance', lossy: 'allow' });
        for (const [field] of arraysOf(item)) await readers[field](file, item);
      };
      for (const read of [() => readImage(file), readAll]) {
        const outcome = await read().then(
          () => 'decoded',
          (error: unknown) => error,
        );
        if (policy === 'accept') expect(outcome).toBe('decoded');
        if (policy === 'reject') expect(outcome).toBeInstanceOf(DataError);
        if (outcome === 'decoded') continue;
        expect(outcome).toBeInstanceOf(DataError);
        expect((outcome as DataError).message).toContain(basename(file));
        expect((outcome as DataError).file).toBe(file);
      }
    });
  }
});
