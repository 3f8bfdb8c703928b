import { expect, it } from 'vitest';
import { smoothValues } from '../../src/augment/geometric/distortions/elasticField.js';
import { gridField } from '../../src/augment/geometric/distortions/gridField.js';
import * as augment from '../../src/augment/index.js';
import { applyMoves } from '../../src/augment/moves/applyMove.js';
import type { Sample } from '../../src/data/sample.js';
import type { Border } from '../../src/raster/border.js';
import { type D4Element, d4, d4Elements } from '../../src/raster/d4.js';
import { letterboxPlace } from '../../src/raster/letterbox.js';
import { identityMatrix, translation } from '../../src/raster/matrix.js';
import { nearestIndexes } from '../../src/raster/resize.js';
import type { Field } from '../../src/raster/warp/warpJob.js';
import { describeShared, type Fixture, hasShared, readFixture } from '../helpers/parity.js';
import { compareMatrix, compareSample, type PictureCase, sampleOf } from '../helpers/pictureCases.js';

interface Case extends PictureCase {
  readonly dx?: string;
  readonly dy?: string;
  readonly displacement?: string;
  readonly noise?: string;
  readonly expectedField?: string;
  readonly expectedMapX?: string;
  readonly expectedMapY?: string;
  readonly expected?: Readonly<Record<string, never>>;
}

type Cases = Fixture<Case>;

/** What the parameters of all warps and paddings say. */
interface Filled {
  readonly border: Border;
  readonly fill: readonly number[];
  readonly fillMask: number;
  readonly interpolation: 'bilinear';
  readonly maskInterpolation: 'nearest';
}

/** The options of a transform: fills are refused where the border leaves nothing to fill. */
const outside = ({ border, fill, fillMask }: Filled): augment.OutsideOptions =>
  border === 'constant' ? { border, fill, maskFill: fillMask } : { border };

const sampling = (params: Filled): augment.SamplingOptions => ({
  ...outside(params),
  interpolation: params.interpolation,
  maskInterpolation: params.maskInterpolation,
});

/** Applies a transform with the parameters of the case; without any, with those that it settles itself. */
function replay<P>(transform: augment.Transform<P>, sample: Sample, params?: Omit<P, 'maskFill'>): Sample {
  const drawn = augment.drawParams(transform, sample);
  return transform.apply({ ...drawn, ...params }, sample);
}

function warpByField(sample: Sample, field: Field, params: Filled): Sample {
  const { width, height } = sample.image;
  const rules = { border: params.border, fill: params.fill, maskFill: params.fillMask };
  return applyMoves(
    [{ size: { width, height }, matrix: identityMatrix, field: () => field, reading: params, outside: rules }],
    sample,
  );
}

const field = (fixture: Cases, x: string, y: string): Field => ({
  x: fixture.arrays.get(x)!.data as Float32Array,
  y: fixture.arrays.get(y)!.data as Float32Array,
});

interface AffineCase extends Filled {
  readonly fitOutput?: boolean;
  readonly rotate: number;
}

const noAffine = { scaleX: 1, scaleY: 1, rotate: 0, shearX: 0, shearY: 0, translateX: 0, translateY: 0 };

type Run = (params: never, sample: Sample, entry: Case, fixture: Cases) => Sample;

/** What becomes of the sample of a case. */
const runs: Readonly<Record<string, Run>> = {
  hflip: (_, sample) => replay(augment.horizontalFlip(), sample, { flip: true }),
  vflip: (_, sample) => replay(augment.verticalFlip(), sample, { flip: true }),
  transpose: (_, sample) => replay(augment.transpose(), sample, { swap: true }),
  rot90: ({ k }: { k: 0 | 1 | 2 | 3 }, sample) => replay(augment.rotate90(), sample, { turns: k }),
  d4: ({ element }: { element: D4Element }, sample) => replay(augment.d4(), sample, { element }),
  affine: (params: AffineCase, sample, entry) => {
    const { border, fill, fillMask, interpolation, maskInterpolation, fitOutput, ...shape } = params;
    const transform = augment.affine({ fitOutput, ...sampling(params) });
    const drawn = { ...noAffine, ...shape, maskFill: fillMask };
    if (entry.expected) {
      const [{ matrix }] = transform.moves!(drawn, sample.image);
      compareMatrix(matrix, entry.expected.matrix, entry.tolerance);
    }
    return transform.apply(drawn, sample);
  },
  perspective: (params: Filled & { src: [number, number][]; dst: [number, number][] }, sample, entry) => {
    const [from, to] = [params.src, params.dst].map((places) => places.map(([x, y]) => ({ x, y })));
    const transform = augment.perspective(sampling(params));
    const drawn = { from, to, maskFill: params.fillMask };
    compareMatrix(transform.moves!(drawn, sample.image)[0].matrix, entry.expected!.matrix, entry.tolerance);
    return transform.apply(drawn, sample);
  },
  elastic: (params: Filled, sample, { dx, dy }, fixture) =>
    warpByField(sample, field(fixture, dx as string, dy as string), params),
  gridDistortion: (params: Filled & { steps: number; nodesX: number[]; nodesY: number[] }, sample, entry, fixture) => {
    const { width, height } = sample.image;
    const transform = augment.gridDistortion({ steps: params.steps, ...sampling(params) });
    const drawn = {
      columns: params.nodesX.map((x) => x / (width - 1)),
      rows: params.nodesY.map((y) => y / (height - 1)),
      maskFill: params.fillMask,
    };
    const map = field(fixture, entry.expectedMapX as string, entry.expectedMapY as string);
    const [move] = transform.moves!(drawn, { width, height });
    const made = move?.field?.() ?? { x: new Float32Array(map.x.length), y: new Float32Array(map.x.length) };
    const isFull = map.x.length === width * height;
    for (let i = 0; i < map.x.length; i++) {
      const at = (axis: 'x' | 'y', pixel: number): number =>
        pixel + made[axis][isFull ? i : axis === 'x' ? i : i * width];
      expect(at('x', i % width)).toBeCloseTo(map.x[i], 3);
      if (isFull) expect(at('y', Math.floor(i / width))).toBeCloseTo(map.y[i], 3);
    }
    return transform.apply(drawn, sample);
  },
  gridWarp: (params: Filled & { rows: number; cols: number }, sample, entry, fixture) => {
    const nodes = fixture.arrays.get(entry.displacement as string)!;
    const { width, height } = sample.image;
    const axis = (k: 0 | 1): number[] => Array.from(nodes.data).filter((_, i) => i % 2 === k);
    const transform = augment.gridWarp({ columns: params.cols, rows: params.rows, ...sampling(params) });
    const made = gridField(
      { columns: params.cols + 1, rows: params.rows + 1, x: axis(0), y: axis(1) },
      { width, height },
    );
    const expected = fixture.arrays.get(entry.expectedField as string)!.data;
    for (let i = 0; i < made.x.length; i++) {
      expect(made.x[i]).toBeCloseTo(expected[2 * i], 3);
      expect(made.y[i]).toBeCloseTo(expected[2 * i + 1], 3);
    }
    return transform.apply({ x: axis(0), y: axis(1), maskFill: params.fillMask }, sample);
  },
  opticalDistortion: (params: Filled & { mode: 'camera' | 'fisheye'; k: number }, sample) =>
    replay(augment.opticalDistortion({ mode: params.mode, ...sampling(params) }), sample, { k: params.k }),
  crop: (box: { x: number; y: number; width: number; height: number }, sample) =>
    replay(augment.randomCrop({ width: box.width, height: box.height }), sample, box),
  centerCrop: (size: { width: number; height: number }, sample, { expected }) => {
    const transform = augment.centerCrop(size);
    expect(augment.drawParams(transform, sample)).toMatchObject({ x: expected!.x, y: expected!.y });
    return replay(transform, sample);
  },
  pad: (params: Filled & { top: number; bottom: number; left: number; right: number }, sample) => {
    const size = {
      width: sample.image.width + params.left + params.right,
      height: sample.image.height + params.top + params.bottom,
    };
    const rules = { border: params.border, fill: params.fill, maskFill: params.fillMask };
    return applyMoves([{ size, matrix: translation(params.left, params.top), outside: rules }], sample);
  },
  padIfNeeded: ({ minWidth, minHeight, position, ...params }: Filled & augment.PadIfNeededOptions, sample, entry) =>
    checkedPad(augment.padIfNeeded({ minWidth, minHeight, position, ...outside(params as Filled) }), sample, entry),
  padToMultiple: ({ multiple, position, ...params }: Filled & augment.PadToMultipleOptions, sample, entry) =>
    checkedPad(augment.padToMultiple({ multiple, position, ...outside(params as Filled) }), sample, entry),
  resize: ({ width, height, interpolation, maskInterpolation }: augment.ResizeOptions, sample) =>
    replay(augment.resize({ width, height, interpolation, maskInterpolation }), sample),
  longestMaxSize: ({ maxSize, ...reading }: { maxSize: number } & augment.ScalingOptions, sample, entry) =>
    checkedSize(augment.longestMaxSize({ side: maxSize, ...reading }), sample, entry),
  smallestMaxSize: ({ maxSize, ...reading }: { maxSize: number } & augment.ScalingOptions, sample, entry) =>
    checkedSize(augment.smallestMaxSize({ side: maxSize, ...reading }), sample, entry),
  letterbox: (
    { width, height, fill, fillMask, ...reading }: Filled & { width: number; height: number },
    sample,
    entry,
  ) => {
    const { inner, padding } = letterboxPlace(sample.image, { width, height });
    expect({ innerWidth: inner.width, innerHeight: inner.height, top: padding.top, left: padding.left }).toEqual(
      entry.expected,
    );
    const { interpolation, maskInterpolation } = reading;
    const options = { width, height, fill, maskFill: fillMask, interpolation, maskInterpolation };
    return replay(augment.letterbox(options), sample);
  },
};

function checkedPad(transform: augment.Transform<augment.PadParams>, sample: Sample, { expected }: Case): Sample {
  const { width, height } = sample.image;
  const params = augment.drawParams(transform, sample);
  const [move] = transform.moves!(params, { width, height });
  const [left, top] = [move.matrix[2], move.matrix[5]];
  const [right, bottom] = [move.size.width - width - left, move.size.height - height - top];
  expect({ left, top, right, bottom }).toEqual(expected);
  return transform.apply(params, sample);
}

function checkedSize<P>(transform: augment.Transform<P>, sample: Sample, { expected }: Case): Sample {
  const result = replay(transform, sample);
  expect({ width: result.image.width, height: result.image.height }).toEqual(expected);
  return result;
}

/** Cases that have no picture. */
const checks: Readonly<Record<string, (entry: Case, fixture: Cases) => void>> = {
  d4Group: ({ expected }) => {
    const { firstThenSecond, inverse } = expected as unknown as {
      firstThenSecond: Record<D4Element, Record<D4Element, D4Element>>;
      inverse: Record<D4Element, D4Element>;
    };
    const grid = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 3, height: 2 };
    for (const first of d4Elements) {
      expect(d4(d4(grid, first), inverse[first])).toEqual(grid);
      for (const second of d4Elements) {
        expect(d4(d4(grid, first), second)).toEqual(d4(grid, firstThenSecond[first][second]));
      }
    }
  },
  nearestIndex: ({ params, expected }) => {
    const { input, output } = params as { input: number; output: number };
    expect([...nearestIndexes(input, output)]).toEqual(expected!.index);
  },
  elasticField: ({ params, noise, expectedField, tolerance }, { arrays }) => {
    const { alpha, sigma, radius } = params as { alpha: number; sigma: number; radius: number };
    const { data, shape } = arrays.get(noise as string)!;
    const expected = arrays.get(expectedField as string)!.data;
    const [height, width, axes] = shape;
    for (let k = 0; k < axes; k++) {
      const plane = Float32Array.from({ length: width * height }, (_, i) => data[i * axes + k]);
      const smooth = smoothValues(plane, { width, height }, sigma, radius);
      const worst = smooth.reduce(
        (most, value, i) => Math.max(most, Math.abs(alpha * value - expected[i * axes + k])),
        0,
      );
      expect(worst).toBeLessThanOrEqual(tolerance.maxAbs!);
    }
  },
};

describeShared('geometric transforms against the reference', 'parity/image', () => {
  if (!hasShared('parity/image')) return; // vitest collects what it skips
  const fixture = readFixture<Case>('image/geometric');
  for (const entry of fixture.cases) {
    it(entry.name, () => {
      const check = checks[entry.op];
      if (check) return check(entry, fixture);
      const run = runs[entry.op];
      expect(run, `operation ${entry.op}`).toBeDefined();
      compareSample(run(entry.params, sampleOf(entry, fixture), entry, fixture), entry, fixture);
    });
  }
});
