import { checkOptionNames } from '../../core/options.js';
import { builderOf, type TransformBuilder, type TransformBuilders } from '../builders.js';
import type { Transform } from '../transform.js';
import { compose } from './compose.js';
import { oneOf } from './oneOf.js';
import { randomOrder } from './randomOrder.js';
import { sequential } from './sequential.js';
import { someOf } from './someOf.js';
import { withProbability } from './withProbability.js';

interface ListJson {
  readonly transforms: readonly Transform[];
}

/** A function of a list of transforms and further options. */
const listBuilderOf = (make: (transforms: readonly Transform[], options: object) => Transform): TransformBuilder =>
  builderOf(({ transforms, ...options }: ListJson) => make(transforms, options));

/** What is made of other transforms, by name. */
export const compositionBuilders: TransformBuilders = {
  compose: listBuilderOf(compose),
  oneOf: listBuilderOf(oneOf),
  randomOrder: listBuilderOf((transforms, options) => {
    checkOptionNames('randomOrder', options, []);
    return randomOrder(transforms);
  }),
  sequential: listBuilderOf(sequential),
  someOf: listBuilderOf(someOf),
  withProbability: builderOf(
    ({ probability, transform, ...rest }: { readonly probability: number; readonly transform: Transform }) => {
      checkOptionNames('withProbability', rest, []);
      return withProbability(probability, transform);
    },
  ),
};
