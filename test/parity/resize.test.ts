import { expect, it } from 'vitest';
import {
  type Border,
  centerCropPixels,
  cropPixels,
  type D4Element,
  d4Pixels,
  fitLongestSide,
  fitShortestSide,
  flipHorizontal,
  flipVertical,
  type Interpolation,
  type LabelMap,
  letterboxPixels,
  letterboxPlace,
  nearestIndexes,
  type PadPosition,
  type PixelGrid,
  padPixels,
  padPixelsIfNeeded,
  padPixelsToMultiple,
  type Raster,
  resizeImage,
  resizeLabels,
  rotatePixels,
  transposePixels,
} from '../../src/raster/index.js';
import { describeShared, hasShared, type ReferenceArray, readFixture } from '../helpers/parity.js';

interface Params {
  readonly [name: string]: unknown;
  readonly width: number;
  readonly height: number;
  readonly interpolation: Interpolation;
  readonly border: Border;
  readonly position: PadPosition;
  readonly fill: readonly number[];
  readonly fillMask: number;
}

interface Case {
  readonly name: string;
  readonly op: string;
  readonly params: Params;
  readonly image?: string;
  readonly mask?: string;
  readonly expectedImage?: string;
  readonly expectedMask?: string;
  readonly ignoreMask?: string;
  readonly expected?: Readonly<Record<string, number | number[]>>;
  readonly tolerance: {
    readonly imageMaxAbs?: number;
    readonly imageMeanAbs?: number;
    readonly maskMismatches?: number;
  };
}

const path = 'parity/image/geometric.json';

/** Runs one operation on a picture or a mask. */
function apply<G extends PixelGrid>(op: string, grid: G, params: Params): G {
  const isMask = !('channels' in grid);
  const fill = isMask ? params.fillMask : params.fill;
  const { width, height, interpolation, border, position } = params;
  const number = (name: string): number => params[name] as number;
  const resized = (size: { width: number; height: number }): G =>
    (isMask ? resizeLabels(grid, size) : resizeImage(grid as Raster, { ...size, interpolation })) as G;
  switch (op) {
    case 'hflip':
      return flipHorizontal(grid);
    case 'vflip':
      return flipVertical(grid);
    case 'transpose':
      return transposePixels(grid);
    case 'rot90':
      return rotatePixels(grid, number('k'));
    case 'd4':
      return d4Pixels(grid, params.element as D4Element);
    case 'crop':
      return cropPixels(grid, { x: number('x'), y: number('y'), width, height });
    case 'centerCrop':
      return centerCropPixels(grid, { width, height });
    case 'pad': {
      const [top, bottom, left, right] = ['top', 'bottom', 'left', 'right'].map(number);
      return padPixels(grid, { top, bottom, left, right, border, fill });
    }
    case 'padIfNeeded':
      return padPixelsIfNeeded(grid, {
        minWidth: number('minWidth'),
        minHeight: number('minHeight'),
        position,
        border,
        fill,
      });
    case 'padToMultiple':
      return padPixelsToMultiple(grid, { multiple: number('multiple'), position, border, fill });
    case 'resize':
      return resized({ width, height });
    case 'longestMaxSize':
      return resized(fitLongestSide(grid, number('maxSize')));
    case 'smallestMaxSize':
      return resized(fitShortestSide(grid, number('maxSize')));
    default:
      return letterboxPixels(grid, { width, height, fill, ...(isMask ? {} : { interpolation }) });
  }
}

const ops = ['hflip', 'vflip', 'transpose', 'rot90', 'd4', 'crop', 'centerCrop', 'pad', 'padIfNeeded', 'padToMultiple'];
ops.push('resize', 'longestMaxSize', 'smallestMaxSize', 'letterbox');

describeShared('picture and mask geometry against the references', path, () => {
  if (!hasShared(path)) return;
  const { cases, arrays } = readFixture<Case>('image/geometric');
  const array = (key: string): ReferenceArray => arrays.get(key)!;

  const toRaster = (key: string): Raster => {
    const { data, shape } = array(key);
    return { data: data as Uint8Array, width: shape[1], height: shape[0], channels: shape[2] };
  };
  const toLabels = (key: string): LabelMap => {
    const { data, shape } = array(key);
    return { data: data as Uint8Array, width: shape[1], height: shape[0] };
  };

  const chosen = cases.filter(({ op }) => ops.includes(op));
  it('finds every kind of case', () => expect(new Set(chosen.map(({ op }) => op)).size).toBe(ops.length));

  for (const { name, op, params, tolerance, expected, ...keys } of chosen) {
    it(name, () => {
      if (keys.image && keys.expectedImage) {
        const actual = apply(op, toRaster(keys.image), params);
        const reference = array(keys.expectedImage);
        expect([actual.height, actual.width, actual.channels]).toEqual(reference.shape);
        const differences = Array.from(actual.data, (value, i) => Math.abs(value - reference.data[i]));
        const largest = differences.reduce((a, b) => Math.max(a, b));
        const sum = differences.reduce((a, b) => a + b);
        expect(largest).toBeLessThanOrEqual(tolerance.imageMaxAbs ?? 0);
        expect(sum / differences.length).toBeLessThanOrEqual(tolerance.imageMeanAbs ?? tolerance.imageMaxAbs ?? 0);
      }
      if (keys.mask && keys.expectedMask) {
        const actual = apply(op, toLabels(keys.mask), params);
        const reference = array(keys.expectedMask);
        expect([actual.height, actual.width]).toEqual(reference.shape);
        const ignored = keys.ignoreMask ? array(keys.ignoreMask).data : undefined;
        const wrong = actual.data.filter((label, i) => label !== reference.data[i] && !ignored?.[i]).length;
        expect(wrong).toBeLessThanOrEqual(tolerance.maskMismatches ?? 0);
      }
      expect(keys.expectedImage ?? keys.expectedMask).toBeDefined();
      if (op === 'letterbox') {
        const { inner, padding } = letterboxPlace(toRaster(keys.image!), params);
        const place = { innerHeight: inner.height, innerWidth: inner.width, top: padding.top, left: padding.left };
        expect(place).toEqual(expected);
      }
    });
  }

  for (const { name, params, expected } of cases.filter(({ op }) => op === 'nearestIndex')) {
    it(name, () => {
      expect([...nearestIndexes(params.input as number, params.output as number)]).toEqual(expected!.index);
    });
  }
});
