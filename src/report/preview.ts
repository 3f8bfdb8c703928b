import { applyMix, drawPartners, type MixTransform } from '../augment/mixing/mixTransform.js';
import { applyTransform, type Transform } from '../augment/transform.js';
import { OptionError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import type { Task } from '../core/task.js';
import type { Sample } from '../data/sample.js';
import type { LabelMap } from '../raster/labelMap.js';
import type { Raster } from '../raster/raster.js';
import { type ContactSheetOptions, contactSheet } from './grid.js';

/** Options of {@link preview}. */
export interface PreviewOptions extends ContactSheetOptions {
  /** How many draws are shown, those of the epochs from 1 on (default 8). */
  readonly count?: number;
  /** What the draws depend on (default 0). */
  readonly seed?: number | string;
  /** The samples that a mix takes its partners from. */
  readonly partners?: readonly Sample[];
  /** What the masks mean, where they are soft or a mix makes them so. */
  readonly task?: Task;
  /** How many classes there are, for a mix that makes soft masks. */
  readonly classes?: number;
}

/**
 * Shows what a transform or a mix makes of a sample: the sample as it is, then as it comes out in the first epochs, each
 * with its mask. Look at it before you train.
 *
 * @returns 8-bit `[H,W,3]`, a sheet of pictures as {@link contactSheet} makes it; masks of K channels show the channel
 * that is strongest.
 * @throws OptionError for a mix without `partners`.
 * @example
 * ```ts
 * import { augment, preview } from 'segkit';
 *
 * const image = { data: Uint8Array.from({ length: 64 * 64 }, (_, i) => i), width: 64, height: 64, channels: 1 };
 * const mask = { data: new Uint8Array(64 * 64).fill(1, 1000, 3000), width: 64, height: 64 };
 * const pipeline = augment.compose([augment.d4(), augment.brightnessContrast()]);
 * const sheet = preview(pipeline, { id: 'a', image, mask, meta: {} }, { count: 5, columns: 3, cell: 64 });
 * console.log(sheet.width, sheet.height); // write it with writeImage of segkit/node
 * ```
 */
export function preview(transform: Transform | MixTransform, sample: Sample, options: PreviewOptions = {}): Raster {
  const { count = 8, seed = 0, partners, task, classes, ...sheet } = options;
  checkOptionNames('preview', sheet, ['cell', 'columns', 'masks', 'captions', 'colors', 'ignoreIndex']);
  checkNumber('preview', 'count', count, { min: 1, integer: true });
  const { ignoreIndex, columns = Math.min(3, count + 1) } = sheet;
  const key = { seed, ...(ignoreIndex !== undefined && { ignoreIndex }) };
  const results = Array.from({ length: count }, (_, i) => {
    const epoch = i + 1;
    if (!('partners' in transform)) return applyTransform(transform, sample, { ...key, epoch });
    return mix(transform, sample, partners, { ...key, epoch, ...(task && { task }), ...(classes && { classes }) });
  });
  const rows = [sample, ...results].map((shown, i) => {
    const truth = shown.mask && labelsToShow(shown.mask, { task, ignoreIndex });
    return { id: i === 0 ? sample.id : `epoch ${i}`, image: shown.image, ...(truth && { truth }) };
  });
  return contactSheet(rows, { ...sheet, columns });
}

function mix(
  transform: MixTransform,
  sample: Sample,
  partners: readonly Sample[] | undefined,
  key: Parameters<typeof applyMix>[3],
): Sample {
  if (!partners || partners.length === 0) {
    throw new OptionError(`preview: ${transform.name} mixes samples. Give some others as partners.`, {
      option: 'partners',
      value: partners,
    });
  }
  const chosen = drawPartners(transform, sample.id, { length: partners.length }, key);
  return applyMix(
    transform,
    sample,
    chosen.map((i) => partners[i]),
    key,
  );
}

/** A label map to look at: of K channels the strongest one, counted from 1 where there may be none. */
function labelsToShow(
  mask: LabelMap | Raster,
  { task, ignoreIndex = 255 }: Pick<PreviewOptions, 'task' | 'ignoreIndex'>,
): LabelMap {
  if (!('channels' in mask)) return mask;
  const { data, width, height, channels } = mask;
  const isSoft = channels > 1 && (task === undefined ? data instanceof Float32Array : task === 'multiclass');
  const labels = Int32Array.from({ length: width * height }, (_, i) => {
    const values = data.subarray(i * channels, (i + 1) * channels);
    const strongest = values.indexOf(Math.max(...values));
    if (values[strongest] < 0 || (!isSoft && values[strongest] === ignoreIndex)) return ignoreIndex;
    if (isSoft) return strongest;
    return values[strongest] > 0.5 ? strongest + 1 : 0;
  });
  return { data: labels, width, height };
}
