import { DataError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import { findObjects, objectAt, objectLabels } from '../../raster/objects.js';
import type { Place } from '../../raster/place.js';
import type { Range } from '../range.js';
import { readAmount } from '../readAmount.js';
import type { Transform } from '../transform.js';
import { checkDropOptions, type DropOptions, type DropParams, dropOptionNames, settleDrop } from './dropOptions.js';
import { dropRuns } from './dropRuns.js';

/** Options of {@link maskDropout}. */
export interface MaskDropoutOptions extends DropOptions {
  /** How many objects, `[least, most]`; one number for exactly so many, where there are as many (default 1). */
  readonly objects?: number | Range;
  /** The labels whose objects may be dropped (default: all but 0 and the ignore index). */
  readonly labels?: readonly number[];
}

/** What {@link maskDropout} draws. */
export interface MaskDropoutParams extends DropParams {
  /** One pixel of each dropped object. */
  readonly objects: readonly Place[];
  /** The label that is no object, where the data set has one. */
  readonly ignoreIndex?: number;
}

/**
 * Drops whole objects, and by default takes them out of the mask too (`mask: 0`), so that a network does not learn that
 * some object is always there.
 *
 * An object is what has one label and touches at edges or corners. In masks of K channels it is what has any of them.
 *
 * @throws DataError for a sample without a mask.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(5, 80, 80, 5, 90), width: 5, height: 1, channels: 1 };
 * const mask = { data: Uint8Array.of(0, 1, 1, 0, 2), width: 5, height: 1 };
 * const dropped = augment.applyTransform(augment.maskDropout({ labels: [1] }), { id: 'a', image, mask, meta: {} });
 * console.log(dropped.image.data, dropped.mask?.data); // 5 0 0 5 90, 0 0 0 0 2
 * ```
 */
export function maskDropout(options: MaskDropoutOptions = {}): Transform<MaskDropoutParams> {
  const name = 'maskDropout';
  checkOptionNames(name, options, ['objects', 'labels', ...dropOptionNames]);
  const { labels, fill = 0, mask = 0 } = options;
  const count = readAmount(name, 'objects', options.objects ?? 1, { min: 0, integer: true });
  for (const label of labels ?? []) checkNumber(name, 'labels', label, { integer: true });
  checkDropOptions(name, { fill, mask });
  return {
    name,
    options: { objects: count, ...(labels && { labels: [...labels] }), fill, mask },
    sample: (draw, context) => {
      const { id, mask: truth } = context.sample();
      const { ignoreIndex } = context;
      if (!truth) throw new DataError(`${name}: sample ${JSON.stringify(id)} has no mask to find objects in.`, { id });
      const found = findObjects(objectLabels(truth, ignoreIndex), truth.width);
      const objects = labels ? found.filter(({ label }) => labels.includes(label)) : found;
      const chosen = draw.permutation(objects.length).subarray(0, draw.key('count').integer(count[0], count[1] + 1));
      return {
        objects: Array.from(chosen, (i) => ({ x: objects[i].x, y: objects[i].y })),
        ...(ignoreIndex !== undefined && { ignoreIndex }),
        ...settleDrop(name, { fill, mask }, draw, context),
      };
    },
    apply: ({ objects, ignoreIndex, maskFill, noise = 0 }, sample) => {
      const { mask: truth } = sample;
      if (!truth || objects.length === 0) return sample;
      const labelled = objectLabels(truth, ignoreIndex);
      const pixels = objects.flatMap((pixel) => [...objectAt(labelled, truth.width, pixel).pixels]);
      const runs = pixels.map((start) => ({ start, length: 1 }));
      return dropRuns(sample, runs, { name, fill, noise, maskFill });
    },
  };
}
