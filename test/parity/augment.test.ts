import { expect, it } from 'vitest';
import * as augment from '../../src/augment/index.js';
import type { Sample } from '../../src/data/sample.js';
import { describeShared, type Fixture, hasShared, readFixture } from '../helpers/parity.js';

interface Case {
  readonly name: string;
  readonly op: string;
  readonly params: Readonly<Record<string, number | string | boolean | number[]>>;
  readonly image?: string;
  readonly mask?: string;
  readonly expectedImage?: string;
  readonly expectedMask?: string;
  readonly ignoreMask?: string;
  readonly tolerance: {
    readonly imageMaxAbs?: number;
    readonly imageMeanAbs?: number;
    readonly maskMismatches?: number;
  };
}

/** The transform of a case, with the parameters that it is to be replayed with. */
type Replay = (params: never) => readonly [transform: augment.Transform, params: unknown];

/** What a random transform draws is given by the case; the others settle it from their options. */
const replays: Readonly<Record<string, Replay>> = {
  hflip: () => [augment.horizontalFlip(), { flip: true }],
  vflip: () => [augment.verticalFlip(), { flip: true }],
  rot90: ({ k }: { k: number }) => [augment.rotate90(), { turns: k }],
  d4: ({ element }: { element: string }) => [augment.d4(), { element }],
  crop: (box: { width: number; height: number; x: number; y: number }) => [
    augment.randomCrop({ width: box.width, height: box.height }),
    box,
  ],
  centerCrop: ({ width, height }: { width: number; height: number }) => [
    augment.centerCrop({ width, height }),
    undefined,
  ],
  padIfNeeded: ({ fillMask, ...options }: { fillMask: number } & augment.PadIfNeededOptions) => [
    augment.padIfNeeded({ ...options, ...fills(options, fillMask) }),
    undefined,
  ],
  padToMultiple: ({ fillMask, ...options }: { fillMask: number } & augment.PadToMultipleOptions) => [
    augment.padToMultiple({ ...options, ...fills(options, fillMask) }),
    undefined,
  ],
  brightnessContrast: (params: { brightness: number; contrast: number; brightnessByMax: boolean }) => [
    augment.brightnessContrast({ relativeTo: params.brightnessByMax ? 'maximum' : 'mean' }),
    { brightness: params.brightness, contrast: params.contrast },
  ],
  resize: ({ width, height, interpolation }: Parameters<typeof augment.resize>[0]) => [
    augment.resize({ width, height, interpolation }),
    undefined,
  ],
  coarseDropout: ({ holes, fill, fillMask }: DropCase & { holes: number[][] }) => [
    augment.coarseDropout({ fill }),
    {
      holes: holes.map(([x, y, right, bottom]) => ({ x, y, width: right - x, height: bottom - y })),
      maskFill: fillMask,
    },
  ],
  gridDropout: ({ ratio, fill, fillMask, ...cell }: DropCase & Readonly<Record<string, number>>) => [
    augment.gridDropout({ ratio, fill }),
    {
      cellWidth: cell.unitWidth,
      cellHeight: cell.unitHeight,
      offsetX: cell.shiftX,
      offsetY: cell.shiftY,
      maskFill: fillMask,
    },
  ],
  gamma: ({ gamma }: { gamma: number }) => [augment.gamma(), { gamma }],
};

interface DropCase {
  readonly fill: number[];
  readonly fillMask: number | null;
}

/** Fills are refused where the border leaves nothing to fill. */
function fills({ border, fill }: augment.PadTransformOptions, maskFill: number): augment.PadTransformOptions {
  return border === 'constant' ? { fill, maskFill } : { fill: undefined, maskFill: undefined };
}

function sampleOf({ name, image, mask }: Case, { arrays }: Fixture<Case>): Sample {
  const picture = arrays.get(image as string)!;
  const labels = mask === undefined ? undefined : arrays.get(mask)!;
  const [height, width, channels] = picture.shape;
  return {
    id: name,
    image: { data: picture.data as Uint8Array, width, height, channels },
    ...(labels && { mask: { data: labels.data as Uint8Array, width: labels.shape[1], height: labels.shape[0] } }),
    meta: {},
  };
}

function checkCase(entry: Case, fixture: Fixture<Case>): void {
  const sample = sampleOf(entry, fixture);
  const [transform, given] = replays[entry.op](entry.params as never);
  const result = transform.apply(given ?? augment.drawParams(transform, sample), sample);

  const image = fixture.arrays.get(entry.expectedImage as string)!;
  expect([result.image.height, result.image.width, result.image.channels]).toEqual(image.shape);
  const differences = Array.from(image.data, (value, i) => Math.abs(value - result.image.data[i]));
  expect(differences.reduce((a, b) => Math.max(a, b), 0)).toBeLessThanOrEqual(entry.tolerance.imageMaxAbs ?? 0);
  if (entry.tolerance.imageMeanAbs !== undefined) {
    const mean = differences.reduce((a, b) => a + b, 0) / differences.length;
    expect(mean).toBeLessThanOrEqual(entry.tolerance.imageMeanAbs);
  }
  if (entry.expectedMask === undefined) return;
  const mask = fixture.arrays.get(entry.expectedMask)!;
  const ignored = entry.ignoreMask === undefined ? undefined : fixture.arrays.get(entry.ignoreMask)!.data;
  const mismatches = Array.from(mask.data).filter((v, i) => !ignored?.[i] && v !== result.mask?.data[i]).length;
  expect([result.mask?.height, result.mask?.width]).toEqual(mask.shape);
  expect(mismatches).toBeLessThanOrEqual(entry.tolerance.maskMismatches ?? 0);
}

describeShared('augmentation against the reference', 'parity/image', () => {
  if (!hasShared('parity/image')) return; // vitest collects what it skips
  for (const topic of ['geometric', 'pixel']) {
    const fixture = readFixture<Case>(`image/${topic}`);
    const cases = fixture.cases.filter(({ op }) => Object.hasOwn(replays, op));
    it(`has ${topic} cases`, () => expect(cases.length).toBeGreaterThan(10));
    for (const entry of cases) it(entry.name, () => checkCase(entry, fixture));
  }
});
