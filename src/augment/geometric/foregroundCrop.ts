import { ShapeError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Random } from '../../core/random.js';
import type { Sample } from '../../data/sample.js';
import { type Box, crop } from '../../raster/crop.js';
import type { LabelMap } from '../../raster/labelMap.js';
import type { Raster } from '../../raster/raster.js';
import type { Size } from '../../raster/resize.js';
import type { Transform, TransformContext } from '../transform.js';
import { mapPixels } from './mapPixels.js';

/** Options of {@link foregroundCrop}. */
export interface ForegroundCropOptions extends Size {
  /** How often the patch must show foreground, where `meta.foreground` does not say it (default 0.33). */
  readonly probability?: number;
  /** The labels, or channels, that are foreground (default: all labels but 0, all channels). */
  readonly classes?: readonly number[];
}

/**
 * Cuts out a rectangle of a fixed size, often one that shows foreground: a class of those in the mask is drawn, all
 * equally likely, then one of its pixels, and the rectangle is centred there as far as it fits. Otherwise, and where the
 * mask has no foreground, every place is equally likely.
 *
 * `foregroundSampler` decides it for each place of a batch, by `meta.foreground`.
 *
 * @throws ShapeError while it is applied, if the picture is smaller. `padIfNeeded` before it helps.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(100 * 80), width: 100, height: 80, channels: 1 };
 * const mask = { data: new Uint8Array(100 * 80).fill(1, 7990), width: 100, height: 80 }; // ten pixels in a corner
 * const transform = augment.foregroundCrop({ width: 16, height: 16, probability: 1 });
 * const cut = augment.applyTransform(transform, { id: 'a', image, mask, meta: {} });
 * console.log(cut.mask?.data.includes(1)); // true
 * ```
 */
export function foregroundCrop(options: ForegroundCropOptions): Transform<Box> {
  checkOptionNames('foregroundCrop', options, ['width', 'height', 'probability', 'classes']);
  const { width, height, probability = 0.33, classes } = options;
  checkNumber('foregroundCrop', 'width', width, { min: 1, integer: true });
  checkNumber('foregroundCrop', 'height', height, { min: 1, integer: true });
  checkNumber('foregroundCrop', 'probability', probability, { min: 0, max: 1 });
  for (const label of classes ?? []) checkNumber('foregroundCrop', 'classes', label, { min: 0, integer: true });
  return {
    name: 'foregroundCrop',
    options: { width, height, probability, ...(classes && { classes }) },
    sample: (draw, context) => {
      const spare = { x: context.width - width, y: context.height - height };
      if (spare.x < 0 || spare.y < 0) {
        throw new ShapeError(
          `foregroundCrop: ${width}×${height} does not fit into a picture of ${context.width}×${context.height}. ` +
            'Put augment.padIfNeeded before it, or cut out less.',
          { expected: [height, width], actual: [context.height, context.width] },
        );
      }
      const byChance = draw.chance(probability);
      const { mask, meta } = context.sample();
      const isForced = typeof meta.foreground === 'boolean' ? meta.foreground : byChance;
      const pixel = isForced && mask ? foregroundPixel(mask, classes, context, draw) : undefined;
      if (!pixel) return { x: draw.integer(0, spare.x + 1), y: draw.integer(0, spare.y + 1), width, height };
      const start = (at: number, length: number, most: number): number =>
        Math.max(0, Math.min(most, at - Math.floor(length / 2)));
      return { x: start(pixel.x, width, spare.x), y: start(pixel.y, height, spare.y), width, height };
    },
    apply: (box, sample) => mapPixels(sample, (grid) => crop(grid, box)),
    outputSize: () => ({ width, height }),
  };
}

/** A pixel of one of the classes that the mask has; nothing if it has none. */
function foregroundPixel(
  mask: NonNullable<Sample['mask']>,
  classes: readonly number[] | undefined,
  { ignoreIndex }: TransformContext,
  draw: Random,
): { x: number; y: number } | undefined {
  const isRaster = 'channels' in mask;
  const counts = isRaster ? countChannels(mask) : countLabels(mask);
  if (!isRaster && ignoreIndex !== undefined) counts.delete(ignoreIndex);
  const isWanted = (label: number): boolean => classes?.includes(label) ?? (isRaster || label !== 0);
  const present = [...counts].filter(([label, count]) => count > 0 && isWanted(label));
  if (present.length === 0) return undefined;
  const [label, count] = draw.choice(present.sort((a, b) => a[0] - b[0]));
  const position = nthPixel(mask, label, draw.integer(0, count));
  return { x: position % mask.width, y: Math.floor(position / mask.width) };
}

function countLabels({ data }: LabelMap): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < data.length; ) {
    // Labels come in runs, which cost one look-up each.
    const label = data[i];
    const start = i;
    while (i < data.length && data[i] === label) i++;
    counts.set(label, (counts.get(label) ?? 0) + i - start);
  }
  return counts;
}

function countChannels({ data, channels }: Raster): Map<number, number> {
  const counts = new Array<number>(channels).fill(0);
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) counts[i % channels]++;
  return new Map(counts.entries());
}

/** The position of the n-th pixel of a label, or of a channel that is set, counted from 0. */
function nthPixel(mask: LabelMap | Raster, label: number, n: number): number {
  const channels = 'channels' in mask ? mask.channels : 1;
  const offset = 'channels' in mask ? label : 0;
  let left = n;
  for (let i = 0; ; i++) {
    const value = mask.data[i * channels + offset];
    if ('channels' in mask ? value === 0 : value !== label) continue;
    if (left-- === 0) return i;
  }
}
