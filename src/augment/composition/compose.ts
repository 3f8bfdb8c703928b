import type { Sample } from '../../data/sample.js';
import type { Size } from '../../raster/resize.js';
import type { Transform } from '../transform.js';
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
    sample: (draw, context) => {
      const seen = new Map<string, number>();
      let size: Size = { width: context.width, height: context.height };
      let before = context.sample;
      return transforms.map((transform) => {
        const nth = seen.get(transform.name) ?? 0;
        seen.set(transform.name, nth + 1);
        const arriving = before;
        const picture = { ...size, ignoreIndex: context.ignoreIndex, sample: arriving };
        const params = transform.sample(draw.key(transform.name, nth), picture);
        before = once(() => transform.apply(params, arriving()));
        size = transform.outputSize?.(params, size) ?? size;
        return params;
      });
    },
    apply: (params, sample) => transforms.reduce((state, transform, i) => transform.apply(params[i], state), sample),
    outputSize: (params, size) =>
      transforms.reduce((state, transform, i) => transform.outputSize?.(params[i], state) ?? state, size),
  };
}

/** Works something out when it is first asked for. */
function once(make: () => Sample): () => Sample {
  let made: Sample | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
