import type { Transform } from '../transform.js';
import { drawChain } from './chain.js';
import { checkTransforms } from './checkTransforms.js';

/** What {@link compose} draws: the parameters of each transform, in their order. */
export type ComposeParams = readonly unknown[];

/**
 * Applies transforms one after the other.
 *
 * Each draws by its own key, made of its name and how many of that name come before it: putting another kind of
 * transform in front, or taking one out, changes no other's draw.
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
export function compose(transforms: readonly Transform[]): Transform<ComposeParams> {
  checkTransforms('compose', transforms);
  return {
    name: 'compose',
    options: { transforms: [...transforms] },
    sample: (draw, context) => drawChain(transforms, Array.from(transforms.keys()), draw, context).params,
    apply: (params, sample) => transforms.reduce((state, transform, i) => transform.apply(params[i], state), sample),
    outputSize: (params, size) =>
      transforms.reduce((state, transform, i) => transform.outputSize?.(params[i], state) ?? state, size),
  };
}
