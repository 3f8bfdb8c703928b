import type { Transform } from './transform.js';

/** How to make something of its options, in which nested transforms are transforms again, by name. */
export type Builders<T> = Readonly<Record<string, (options: Readonly<Record<string, unknown>>) => T>>;

/** The builders of a folder of transforms, by name. */
export type TransformBuilders = Builders<Transform>;

/** Makes a transform of its options, in which nested transforms are transforms again. */
export type TransformBuilder = Builders<Transform>[string];

/** The options are unknown until the function's own checks have seen them; each refuses what it does not know. */
export const builderOf =
  <O, T>(make: (options: O) => T): Builders<T>[string] =>
  (options) =>
    make(options as O);
