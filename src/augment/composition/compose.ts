import { checkOneOf, checkOptionNames } from '../../core/options.js';
import { applySteps } from '../applySteps.js';
import type { Step, Transform } from '../transform.js';
import { drawChain } from './chain.js';
import { checkTransforms } from './checkTransforms.js';

/** Options of {@link compose}. */
export interface ComposeOptions {
  /**
   * Whether neighbours are done in one go (default `true`): several moves in one resampling, so that the picture stays
   * sharper, and several changes of levels through one table, which gives the same values. `false` does each by itself.
   */
  readonly fuse?: boolean;
}

/** What {@link compose} draws: the parameters of each transform, in their order. */
export type ComposeParams = readonly unknown[];

/**
 * Applies transforms one after the other.
 *
 * Each draws by its own key, made of its name and how many of that name come before it: putting another kind of
 * transform in front, or taking one out, changes no other's draw.
 *
 * Neighbouring warps mix the pixels once, as if they were one: see `fuse`.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const pipeline = augment.compose([
 *   augment.horizontalFlip(),
 *   augment.randomCrop({ width: 64, height: 64 }),
 *   augment.withProbability(0.3, augment.gamma()),
 * ]);
 * const image = { data: new Uint8Array(100 * 100 * 3), width: 100, height: 100, channels: 3 };
 * console.log(augment.applyTransform(pipeline, { id: 'a', image, meta: {} }).image.width); // 64
 * console.log(JSON.stringify(pipeline));
 * ```
 */
export function compose(transforms: readonly Transform[], options: ComposeOptions = {}): Transform<ComposeParams> {
  checkTransforms('compose', transforms);
  checkOptionNames('compose', options, ['fuse']);
  const { fuse = true } = options;
  checkOneOf('compose', 'fuse', fuse, [true, false]);
  const steps = (params: ComposeParams): Step[] => transforms.map((transform, i) => ({ transform, params: params[i] }));
  return {
    name: 'compose',
    options: { transforms: [...transforms], ...(!fuse && { fuse }) },
    sample: (draw, context) => drawChain(transforms, Array.from(transforms.keys()), draw, context).params,
    apply: (params, sample) => applySteps(steps(params), sample, { fuse }),
    outputSize: (params, size) =>
      transforms.reduce((state, transform, i) => transform.outputSize?.(params[i], state) ?? state, size),
    steps,
  };
}
