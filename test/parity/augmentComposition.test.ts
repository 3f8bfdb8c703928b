import { expect, it } from 'vitest';
import * as augment from '../../src/augment/index.js';
import { applyMoves } from '../../src/augment/moves/applyMove.js';
import type { Sample } from '../../src/data/sample.js';
import type { Border } from '../../src/raster/border.js';
import { chain, identityMatrix, invert, type Matrix, movePlace } from '../../src/raster/matrix.js';
import type { Size } from '../../src/raster/resize.js';
import { describeShared, type Fixture, hasShared, readFixture } from '../helpers/parity.js';
import { compareMatrix, compareSample, type PictureCase, sampleOf } from '../helpers/pictureCases.js';

interface Case extends PictureCase {
  readonly dx?: string;
  readonly dy?: string;
  readonly expected?: {
    readonly matrix?: number[];
    readonly width?: number;
    readonly height?: number;
    readonly points?: [number, number][];
  };
}

type Cases = Fixture<Case>;

interface Filled {
  readonly border: Border;
  readonly fill?: readonly number[];
  readonly fillMask: number;
}

interface StepCase {
  readonly op: string;
  readonly params?: never;
}

type Options = augment.SamplingOptions;
type Made = (params: never, options: Options, maskFill: number) => augment.Step;

const step = <P>(transform: augment.Transform<P>, params: P): augment.Step => ({ transform, params }) as augment.Step;
const noAffine = { scaleX: 1, scaleY: 1, rotate: 0, shearX: 0, shearY: 0, translateX: 0, translateY: 0 };

/** The transforms of a chain, with what they are to draw. */
const steps: Readonly<Record<string, Made>> = {
  hflip: () => step(augment.horizontalFlip(), { flip: true }),
  vflip: () => step(augment.verticalFlip(), { flip: true }),
  transpose: () => step(augment.transpose(), { swap: true }),
  rot90: ({ k }: { k: 0 | 1 | 2 | 3 }) => step(augment.rotate90(), { turns: k }),
  crop: (box: { x: number; y: number; width: number; height: number }) =>
    step(augment.randomCrop({ width: box.width, height: box.height }), box),
  pad: (sides: { top: number; bottom: number; left: number; right: number }, { border, fill }, maskFill) =>
    step(padBy(sides, { border, fill }), { maskFill }),
  resize: (size: Size) => step(augment.resize({ ...size, interpolation: 'bilinear' }), size),
  affine: (shape: typeof noAffine, options, maskFill) =>
    step(augment.affine(options), { ...noAffine, ...shape, maskFill }),
};

/** There is no transform of fixed paddings; this one says its move as those for a least size do. */
function padBy(
  sides: { top: number; bottom: number; left: number; right: number },
  { border = 'constant', fill = 0 }: augment.OutsideOptions,
): augment.Transform<augment.FillParams> {
  return {
    name: 'padBy',
    options: {},
    sample: () => ({ maskFill: 0 }),
    apply: (params, sample) => applyMoves(padBy(sides, { border, fill }).moves!(params, sample.image), sample),
    moves: ({ maskFill }, { width, height }) => [
      {
        size: { width: width + sides.left + sides.right, height: height + sides.top + sides.bottom },
        matrix: [1, 0, sides.left, 0, 1, sides.top, 0, 0, 1],
        outside: { border, fill, maskFill },
      },
    ],
  };
}

const stepsOf = (cases: readonly StepCase[], filled: Filled): augment.Step[] => {
  const { border, fill, fillMask } = filled;
  const options = border === 'constant' ? { border, fill, maskFill: fillMask } : { border };
  return cases.map(({ op, params }) => steps[op](params ?? ({} as never), options, fillMask));
};

/** The matrix of a chain, from what its transforms say, and the size after it. */
function matrixOf(chainSteps: readonly augment.Step[], start: Size): { matrix: Matrix; size: Size } {
  const { width, height } = start;
  let state: { matrix: Matrix; size: Size } = { matrix: identityMatrix, size: { width, height } };
  for (const { transform, params } of chainSteps) {
    for (const move of transform.moves!(params, state.size)) {
      state = { matrix: chain(state.matrix, move.matrix), size: move.size };
    }
  }
  return state;
}

/** Applies a chain as a pipeline does. */
function applyChain(chainSteps: readonly augment.Step[], sample: Sample, fuse: boolean): Sample {
  const pipeline = augment.compose(
    chainSteps.map(({ transform }) => transform),
    { fuse },
  );
  return pipeline.apply(
    chainSteps.map(({ params }) => params),
    sample,
  );
}

const outsideOf = ({ border, fill = [0], fillMask }: Filled) => ({ border, fill: fill[0], maskFill: fillMask });
const byLabels = { interpolation: 'bilinear', maskInterpolation: 'labelLinear' } as const;

const checks: Readonly<Record<string, (params: never, entry: Case, fixture: Cases) => void>> = {
  opMatrix: ({ width, height, step: only }: Size & { step: StepCase }, { expected, tolerance }) => {
    const { matrix, size } = matrixOf(stepsOf([only], { border: 'constant', fill: [0], fillMask: 0 }), {
      width,
      height,
    });
    compareMatrix(matrix, expected!.matrix!, tolerance);
    expect(size).toEqual({ width: expected!.width, height: expected!.height });
  },
  composeWarp: (params: Filled & { steps: StepCase[]; outWidth: number; outHeight: number }, entry, fixture) => {
    const sample = sampleOf(entry, fixture);
    const chainSteps = stepsOf(params.steps, params);
    const { matrix, size } = matrixOf(chainSteps, sample.image);
    compareMatrix(matrix, entry.expected!.matrix!, entry.tolerance);
    expect(size).toEqual({ width: params.outWidth, height: params.outHeight });
    compareSample(applyChain(chainSteps, sample, true), entry, fixture);
    // Exact moves give the same one by one.
    if (entry.tolerance.imageMaxAbs === 0) compareSample(applyChain(chainSteps, sample, false), entry, fixture);
  },
  labelLinearWarp: ({ step: only, ...filled }: Filled & { step: StepCase }, entry, fixture) => {
    const { border, fillMask } = filled;
    const options = border === 'constant' ? { border, maskFill: fillMask, ...byLabels } : { border, ...byLabels };
    const { transform, params } = steps[only.op](only.params ?? ({} as never), options, fillMask);
    compareSample(transform.apply(params, sampleOf(entry, fixture)), entry, fixture);
  },
  labelLinearResize: ({ width, height }: Size, entry, fixture) => {
    const transform = augment.resize({ width, height, ...byLabels });
    compareSample(augment.applyTransform(transform, sampleOf(entry, fixture)), entry, fixture);
  },
  labelLinearRemap: (params: Filled, entry, fixture) => {
    const sample = sampleOf(entry, fixture);
    const array = (key: string): Float32Array => fixture.arrays.get(key)!.data as Float32Array;
    const field = { x: array(entry.dx!), y: array(entry.dy!) };
    const { width, height } = sample.image;
    const rules = { reading: byLabels, outside: outsideOf(params) };
    const moves = [{ size: { width, height }, matrix: identityMatrix, field: () => field, ...rules }];
    compareSample(applyMoves(moves, sample), entry, fixture);
  },
  points: (params: Size & { steps: StepCase[]; points: [number, number][] }, { expected, tolerance }) => {
    const { width, height } = params;
    const image = { data: new Uint8Array(width * height), width, height, channels: 1 };
    const keypoints = params.points.map(([x, y]) => ({ x, y }));
    const chainSteps = stepsOf(params.steps, { border: 'constant', fill: [0], fillMask: 0 });
    const { matrix, size } = matrixOf(chainSteps, image);
    expect(size).toEqual({ width: expected!.width, height: expected!.height });
    for (const fuse of [true, false]) {
      const moved = applyChain(chainSteps, { id: 'points', image, keypoints, meta: {} }, fuse).keypoints!;
      expected!.points!.forEach(([x, y], i) => {
        expect(Math.abs(moved[i].x - x)).toBeLessThanOrEqual(tolerance.maxAbs!);
        expect(Math.abs(moved[i].y - y)).toBeLessThanOrEqual(tolerance.maxAbs!);
        const back = movePlace(invert(matrix) as Matrix, moved[i]);
        expect(Math.abs(back.x - keypoints[i].x)).toBeLessThanOrEqual(1e-6);
        expect(Math.abs(back.y - keypoints[i].y)).toBeLessThanOrEqual(1e-6);
      });
    }
  },
};

describeShared('chains of transforms against the reference', 'parity/image', () => {
  if (!hasShared('parity/image')) return; // vitest collects what it skips
  const fixture = readFixture<Case>('image/composition');
  for (const entry of fixture.cases) {
    it(entry.name, () => {
      const check = checks[entry.op];
      expect(check, `operation ${entry.op}`).toBeDefined();
      check(entry.params, entry, fixture);
    });
  }
});
