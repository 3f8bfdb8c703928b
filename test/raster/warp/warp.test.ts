import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { random } from '../../../src/core/random.js';
import { borders } from '../../../src/raster/border.js';
import { runKernel, useKernels } from '../../../src/raster/kernels/kernels.js';
import type { Matrix } from '../../../src/raster/matrix.js';
import type { PixelGrid } from '../../../src/raster/pixelGrid.js';
import { type WarpOptions, warp } from '../../../src/raster/warp/warp.js';

afterEach(() => useKernels(true));

type Kind = 'uint8' | 'uint16' | 'float32' | 'mask8' | 'mask16' | 'mask32';

function gridOf(kind: Kind, width: number, height: number, channels: number, seed: number): PixelGrid {
  const draw = random('warp', seed);
  const isMask = kind.startsWith('mask');
  const length = width * height * (isMask ? 1 : channels);
  const fill = <D extends { [i: number]: number }>(data: D, high: number): D => {
    for (let i = 0; i < length; i++) data[i] = kind === 'float32' ? draw.uniform(-2, 3) : draw.integer(0, high);
    return data;
  };
  if (kind === 'mask8') return { data: fill(new Uint8Array(length), 5), width, height };
  if (kind === 'mask16') return { data: fill(new Uint16Array(length), 3), width, height };
  if (kind === 'mask32') return { data: fill(new Int32Array(length), 4), width, height };
  if (kind === 'uint8') return { data: fill(new Uint8Array(length), 256), width, height, channels };
  if (kind === 'uint16') return { data: fill(new Uint16Array(length), 65536), width, height, channels };
  return { data: fill(new Float32Array(length), 1), width, height, channels };
}

const side = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 70 }));

const cases = fc.record({
  kind: fc.constantFrom<Kind>('uint8', 'uint16', 'float32', 'mask8', 'mask16', 'mask32'),
  width: side,
  height: side,
  toWidth: side,
  toHeight: side,
  channels: fc.integer({ min: 1, max: 5 }),
  border: fc.constantFrom(...borders),
  smooth: fc.boolean(),
  perspective: fc.boolean(),
  withField: fc.boolean(),
  seed: fc.nat(),
});

describe('warp', () => {
  test('gives the same bits by WebAssembly and without', () => {
    expect(runKernel([16], () => true)).toBe(true);
    fc.assert(
      fc.property(cases, (c) => {
        const draw = random('matrix', c.seed);
        const near = (value: number, spread: number): number => draw.uniform(value - spread, value + spread);
        const tilt = c.perspective ? 0.02 : 0;
        const matrix: Matrix = [
          ...([near(1, 0.6), near(0, 0.9), near(0, 20)] as const),
          ...([near(0, 0.9), near(1, 0.6), near(0, 20)] as const),
          ...([near(0, tilt), near(0, tilt), 1] as const),
        ];
        const offsets = (): Float32Array => Float32Array.from({ length: c.toWidth * c.toHeight }, () => near(0, 9));
        const grid = gridOf(c.kind, c.width, c.height, c.channels, c.seed);
        const isMask = !('channels' in grid);
        const options: WarpOptions = {
          matrix,
          width: c.toWidth,
          height: c.toHeight,
          border: c.border,
          ...(c.withField && { field: { x: offsets(), y: offsets() } }),
          ...(c.border === 'constant' && { fill: isMask ? 4 : Array.from({ length: c.channels }, (_, i) => i) }),
          interpolation: c.smooth ? (isMask ? 'labelLinear' : 'bilinear') : 'nearest',
        };
        useKernels(true);
        const fast = warp(grid, options);
        useKernels(false);
        const plain = warp(grid, options);
        expect(fast).toEqual(plain);
      }),
      { numRuns: 2000 },
    );
  });
});
