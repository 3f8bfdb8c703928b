import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Random } from '../../core/random.js';
import type { Box } from '../../raster/crop.js';
import type { Size } from '../../raster/resize.js';
import { drawBeta } from './drawBeta.js';
import { fitPartner } from './fitPartner.js';
import type { MixTransform } from './mixTransform.js';
import { copyRun, pasteInto } from './paste.js';

/** Options of {@link cutMix}. */
export interface CutMixOptions {
  /** How often samples are mixed (default 0.5). */
  readonly probability?: number;
  /** The area that stays, λ, is drawn from Beta(α, α) (default 1: evenly). */
  readonly alpha?: number;
}

/** What {@link cutMix} draws. */
export interface CutMixParams {
  /** The rectangle that comes from the partner. */
  readonly box: Box;
}

/**
 * Puts a rectangle of another sample into this one, mask and all (Yun et al. 2019; for segmentation French et al. 2020).
 *
 * The rectangle has the proportions of the picture and the part 1 − λ of its area; its centre lies anywhere, and what
 * reaches out is cut off. A partner of another size is resized. Keypoints and boxes stay the sample's own.
 *
 * @throws DataError if two samples have other channels, number types or kinds of masks.
 * @example
 * ```ts
 * import { arrayDataset, augment, loader } from 'segkit';
 *
 * const sampleOf = (id: string, label: number) => ({
 *   id,
 *   image: { data: new Uint8Array(64).fill(100 * label), width: 8, height: 8, channels: 1 },
 *   mask: { data: new Uint8Array(64).fill(label), width: 8, height: 8 },
 *   meta: {},
 * });
 * const batches = loader(arrayDataset([sampleOf('a', 0), sampleOf('b', 1)]), { mix: augment.cutMix({ probability: 1 }) });
 * for await (const { y } of batches.epoch(1)) console.log(y?.data); // a rectangle of the other in each
 * ```
 */
export function cutMix(options: CutMixOptions = {}): MixTransform<CutMixParams> {
  const name = 'cutMix';
  checkOptionNames(name, options, ['probability', 'alpha']);
  const { probability = 0.5, alpha = 1 } = options;
  checkNumber(name, 'probability', probability, { min: 0, max: 1 });
  checkNumber(name, 'alpha', alpha, { min: 1e-3, max: 1e6 });
  return {
    name,
    options: { probability, alpha },
    partners: (draw) => (draw.key('whether').chance(probability) ? 1 : 0),
    sample: (draw, context) => ({ box: drawBox(draw, 1 - drawBeta(draw.key('lambda'), alpha), context) }),
    apply: ({ box }, sample, [partner]) =>
      pasteInto(sample, fitPartner(name, sample, partner), (from, to) => {
        for (let row = 0; row < box.height; row++) {
          const start = (box.y + row) * to.width + box.x;
          copyRun(from, start, to, start, box.width);
        }
      }),
  };
}

/** A rectangle of this part of the area before it is cut off. */
function drawBox(draw: Random, part: number, { width, height }: Size): Box {
  const [w, h] = [width, height].map((side) => Math.round(side * Math.sqrt(part)));
  const [x, y] = [draw.integer(0, width) - Math.floor(w / 2), draw.integer(0, height) - Math.floor(h / 2)];
  const [left, top] = [Math.max(0, x), Math.max(0, y)];
  return { x: left, y: top, width: Math.min(width, x + w) - left, height: Math.min(height, y + h) - top };
}
