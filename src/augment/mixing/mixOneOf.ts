import { checkOptionNames } from '../../core/options.js';
import type { Random } from '../../core/random.js';
import { checkWeights, chooseWeighted } from '../composition/weights.js';
import { applyPart, checkMixes, drawOfMix, drawPart, infoOf, type MixPart, softenFor } from './mixContainers.js';
import type { MixInfo, MixTransform } from './mixTransform.js';

/** Options of {@link mixOneOf}. */
export interface MixOneOfOptions {
  /** How likely each mix is, relative to the others (default: all alike). */
  readonly weights?: readonly number[];
}

/** What {@link mixOneOf} draws: which mix, and that one's parameters. */
export interface MixOneOfParams {
  readonly index: number;
  readonly part: MixPart;
  readonly info: MixInfo;
}

/**
 * Mixes by one of several, drawn for each sample. If any of them makes soft masks, all masks come out soft.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const mix = augment.mixOneOf([augment.cutMix({ probability: 1 }), augment.mosaic({ probability: 1 })], { weights: [1, 3] });
 * console.log(augment.drawPartners(mix, 'a', { length: 4, own: 0 }).length); // 1 or 3
 * ```
 */
export function mixOneOf(mixes: readonly MixTransform[], options: MixOneOfOptions = {}): MixTransform<MixOneOfParams> {
  const name = 'mixOneOf';
  checkMixes(name, mixes);
  checkOptionNames(name, options, ['weights']);
  const { weights = mixes.map(() => 1) } = options;
  checkWeights(name, weights, mixes.length);
  const choose = (draw: Random): number => chooseWeighted(draw.key('which'), weights);
  return {
    name,
    options: { mixes: [...mixes], weights: [...weights] },
    partners: (draw) => {
      const index = choose(draw);
      return mixes[index].partners(drawOfMix(mixes, index, draw));
    },
    sample: (draw, context) => {
      const index = choose(draw);
      return { index, part: drawPart(mixes[index], drawOfMix(mixes, index, draw), context), info: infoOf(context) };
    },
    apply: ({ index, part, info }, sample, partners) =>
      softenFor(mixes, applyPart(mixes[index], part, sample, partners), info),
    soften: (sample, info) => softenFor(mixes, sample, info),
  };
}
