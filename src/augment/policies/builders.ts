import { builderOf, type TransformBuilders } from '../builders.js';
import { randAugment } from './randAugment.js';
import { trivialAugment } from './trivialAugment.js';

/** What draws from a list of published operations, by name. */
export const policyBuilders: TransformBuilders = {
  randAugment: builderOf(randAugment),
  trivialAugment: builderOf(trivialAugment),
};
