import { builderOf, type TransformBuilders } from '../builders.js';
import type { Transform } from '../transform.js';
import { compose } from './compose.js';
import { oneOf } from './oneOf.js';
import { withProbability } from './withProbability.js';

/** What is made of other transforms, by name. */
export const compositionBuilders: TransformBuilders = {
  compose: builderOf(({ transforms }: { transforms: Transform[] }) => compose(transforms)),
  oneOf: builderOf(({ transforms, ...options }: { transforms: Transform[] }) => oneOf(transforms, options)),
  withProbability: builderOf(({ probability, transform }: { probability: number; transform: Transform }) =>
    withProbability(probability, transform),
  ),
};
