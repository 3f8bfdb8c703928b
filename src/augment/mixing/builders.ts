import { checkOptionNames } from '../../core/options.js';
import { type Builders, builderOf } from '../builders.js';
import { copyPaste } from './copyPaste.js';
import { cutMix } from './cutMix.js';
import { mixCompose } from './mixCompose.js';
import { mixOneOf } from './mixOneOf.js';
import type { MixTransform } from './mixTransform.js';
import { mixUp } from './mixUp.js';
import { mosaic } from './mosaic.js';

interface ListJson {
  readonly mixes: readonly MixTransform[];
}

/** What makes one sample of several, by name. */
export const mixingBuilders: Builders<MixTransform> = {
  copyPaste: builderOf(copyPaste),
  cutMix: builderOf(cutMix),
  mixCompose: builderOf(({ mixes, ...options }: ListJson) => {
    checkOptionNames('mixCompose', options, []);
    return mixCompose(mixes);
  }),
  mixOneOf: builderOf(({ mixes, ...options }: ListJson) => mixOneOf(mixes, options)),
  mixUp: builderOf(mixUp),
  mosaic: builderOf(mosaic),
};
