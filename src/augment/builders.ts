import type { Transform } from './transform.js';

/** Makes a transform of its options, in which nested transforms are transforms again. */
export type TransformBuilder = (options: Readonly<Record<string, unknown>>) => Transform;

/** The builders of a folder of transforms, by name. */
export type TransformBuilders = Readonly<Record<string, TransformBuilder>>;

/** The options are unknown until the transform's own checks have seen them; each refuses what it does not know. */
export const builderOf =
  <O>(make: (options: O) => Transform): TransformBuilder =>
  (options) =>
    make(options as O);
