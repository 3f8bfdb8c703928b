import { OptionError, ShapeError } from '../../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { type Border, borders } from '../border.js';
import { type Block, runKernel, type WarpKernels } from '../kernels/kernels.js';
import { identityMatrix, invert, type Matrix } from '../matrix.js';
import { fillValues } from '../pad.js';
import { channelsOf, checkGrid, emptyLike, type PixelGrid } from '../pixelGrid.js';
import { roomLike } from '../room.js';
import { wholeMap } from './places.js';
import { placeBits, plainBilinear8, plainLabels, plainLinear, plainNearest } from './plainWarps.js';
import type { Field, WarpJob } from './warpJob.js';

/** How {@link warp | warpPixels} reads between pixels. */
export type WarpInterpolation = 'nearest' | 'bilinear' | 'labelLinear';

/** Options of {@link warp | warpPixels}. */
export interface WarpOptions {
  /** Where pixels go: from places in the input to places in the output (default: nowhere). */
  readonly matrix?: Matrix;
  /** What is added to each output place, in pixels, before it is looked up in the input (default: nothing). */
  readonly field?: Field;
  /** Columns of the output (default: as many as before). */
  readonly width?: number;
  /** Rows of the output (default: as many as before). */
  readonly height?: number;
  /**
   * - `bilinear` (the default for pictures): the four pixels around
   * - `nearest` (the default for masks): the pixel whose centre is nearest
   * - `labelLinear` (for masks): the label that weighs most among the four around, so that edges become smoother than
   *   by `nearest`, and no label is invented
   */
  readonly interpolation?: WarpInterpolation;
  /** What lies outside (default `constant`). */
  readonly border?: Border;
  /** The value outside under a `constant` border: 0 by default for pictures; a label map needs it. */
  readonly fill?: number | readonly number[];
}

/** Places are whole numbers of 1/16384 pixel in 32 bits. */
const longestSide = 2 ** (31 - placeBits) - 1;

/**
 * Warps a picture or mask: output pixel p takes its value at `matrix⁻¹ · (p + field(p))` of the input, pixel centres at
 * whole numbers. Where that is a whole number the value is exact.
 *
 * Bilinear values of 8 bits are made of whole-number weights, a 16384th of a pixel fine; 16 bits and float32 are worked
 * out in double precision. Whole numbers are rounded to the nearest. It is done by WebAssembly SIMD where that is to be
 * had, and gives the same bits where it is not.
 *
 * @param grid `[H,W,C]` or `[H,W]`; the result is `[height,width]`, of the same number type.
 * @throws OptionError for a matrix that has no inverse, a `fill` that the pixels cannot hold, or an interpolation that
 * would invent labels; ShapeError for a field of another size, or a side above 131 071 pixels.
 * @example
 * ```ts
 * import { warpPixels } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 100, 200), width: 3, height: 1, channels: 1 };
 * console.log(warpPixels(image, { matrix: [1, 0, 0.5, 0, 1, 0, 0, 0, 1], border: 'replicate' }).data); // 0 50 150
 * ```
 */
export function warp<G extends PixelGrid>(grid: G, options: WarpOptions): G {
  const known = ['matrix', 'field', 'width', 'height', 'interpolation', 'border', 'fill'];
  checkOptionNames('warpPixels', options, known);
  checkGrid('warpPixels', grid);
  const isMask = !('channels' in grid);
  const { width = grid.width, height = grid.height, border = 'constant', field, fill } = options;
  const { interpolation = isMask ? 'nearest' : 'bilinear', matrix = identityMatrix } = options;
  checkOneOf('warpPixels', 'border', border, borders);
  checkOneOf(
    'warpPixels',
    'interpolation',
    interpolation,
    isMask ? ['nearest', 'labelLinear'] : ['nearest', 'bilinear'],
  );
  checkNumber('warpPixels', 'width', width, { min: 1, max: longestSide, integer: true });
  checkNumber('warpPixels', 'height', height, { min: 1, max: longestSide, integer: true });
  checkSides(grid);
  checkField(field, width, height);

  const inverse = invert(matrix);
  if (!inverse) {
    throw new OptionError(
      `warpPixels: matrix [${matrix.join(', ')}] has no inverse. It must not flatten the picture.`,
      {
        option: 'matrix',
        value: matrix,
      },
    );
  }
  const method = methodOf(grid, interpolation);
  const output = roomLike(grid, width, height);
  const fillPixel = emptyLike(grid, 1, 1).data;
  if (border === 'constant') fillPixel.set(fillValues('warpPixels', grid, fill));
  runWarp(method, {
    source: grid.data,
    width: grid.width,
    height: grid.height,
    channels: channelsOf(grid),
    output: output.data,
    toWidth: width,
    toHeight: height,
    ...(method.digits === undefined
      ? { map: Float64Array.from(inverse), shift: 0, scale: 1 }
      : wholeMap(inverse, method.digits, { width, height }, field !== undefined)),
    field,
    border,
    fill: fillPixel,
  });
  return output;
}

interface Method {
  readonly kernel: keyof WarpKernels;
  readonly plain: (job: WarpJob) => void;
  /** Places are whole numbers with so many binary digits after the point; absent: float64. */
  readonly digits?: number;
  /** Whether the kernel counts bytes where the plain version counts values. */
  readonly countsBytes?: boolean;
}

const nearest: Method = { kernel: 'warpNearest', plain: plainNearest, digits: 0, countsBytes: true };

function methodOf({ data }: PixelGrid, interpolation: WarpInterpolation): Method {
  if (interpolation === 'nearest') return nearest;
  if (interpolation === 'labelLinear') {
    const kernel =
      data instanceof Uint8Array ? 'warpLabels8' : data instanceof Uint16Array ? 'warpLabels16' : 'warpLabels32';
    return { kernel, plain: plainLabels, digits: placeBits };
  }
  if (data instanceof Uint8Array) return { kernel: 'warpBilinear8', plain: plainBilinear8, digits: placeBits };
  return { kernel: data instanceof Uint16Array ? 'warpLinear16' : 'warpLinear32', plain: plainLinear };
}

function runWarp(method: Method, job: WarpJob): void {
  const { source, output, field, map, fill, toWidth } = job;
  const fieldBytes = field ? field.x.byteLength : 0;
  const blocks: Block[] = [
    16 * 4,
    source,
    output,
    9 * 8,
    fieldBytes,
    fieldBytes,
    fill.byteLength,
    2 * 8 * (toWidth + 4),
  ];
  const isDone = runKernel(blocks, (kernels, [warp, from, to, mapAt, fieldX, fieldY, fillAt, scratch]) => {
    const channels = method.countsBytes ? job.channels * source.BYTES_PER_ELEMENT : job.channels;
    const edges = [borders.indexOf(job.border), fillAt, scratch];
    const fieldsAt = field ? [fieldX, fieldY] : [0, 0];
    const sourceFields = [from, job.width, job.height, channels];
    kernels.write(
      warp,
      Int32Array.of(...sourceFields, to, toWidth, job.toHeight, mapAt, job.shift, ...fieldsAt, ...edges),
    );
    kernels.write(warp + 14 * 4, Float64Array.of(job.scale));
    kernels.write(from, source);
    kernels.write(mapAt, map);
    kernels.write(fillAt, fill);
    if (field) {
      kernels.write(fieldX, field.x);
      kernels.write(fieldY, field.y);
    }
    kernels[method.kernel](warp);
    kernels.read(to, output);
    return true;
  });
  if (!isDone) method.plain(job);
}

function checkSides({ width, height }: PixelGrid): void {
  if (width <= longestSide && height <= longestSide) return;
  throw new ShapeError(
    `warpPixels: the picture has ${width}×${height} pixels. A side may have ${longestSide} at most; cut it into tiles.`,
    { expected: [longestSide, longestSide], actual: [height, width] },
  );
}

function checkField(field: Field | undefined, width: number, height: number): void {
  if (!field || (field.x.length === width * height && field.y.length === width * height)) return;
  throw new ShapeError(
    `warpPixels: the field has ${field.x.length} and ${field.y.length} displacements for ${width}×${height} pixels. ` +
      'It needs one of x and one of y for each output pixel.',
    { expected: [height, width], actual: [field.x.length] },
  );
}
