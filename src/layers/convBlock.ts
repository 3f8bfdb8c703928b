import * as layers from '@tensorflow/tfjs-layers';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { type ActivationName, activation } from './activation.js';
import { type Block, chain, channelsOf, identityBlock } from './block.js';
import { convolution } from './convolution.js';
import { type NormName, normalization } from './normalization.js';
import { spatialDropout } from './spatialDropout.js';

/**
 * How a block is wired: one convolution after the other (`plain`), or with the block's input added before the last
 * activation (`residual`).
 *
 * @see He et al., Deep Residual Learning for Image Recognition, 2015
 */
export type BlockName = 'plain' | 'residual';

/** All kinds of blocks, for validation. */
export const blockNames: readonly BlockName[] = ['plain', 'residual'];

/** Options of {@link convBlock}. */
export interface ConvBlockOptions {
  /** The number of channels that come out. */
  readonly filters: number;
  /** Height and width of the kernels; 3 by default. */
  readonly kernelSize?: number;
  /** How many convolutions; 2 by default. */
  readonly convolutions?: number;
  /** `plain` by default. */
  readonly block?: BlockName;
  /** `batch` by default. Only without one (`none`) do the convolutions have a bias. */
  readonly norm?: NormName;
  /** The number of groups of norm `group`, which must divide `filters`; 8 by default. */
  readonly groups?: number;
  /** `relu` by default. */
  readonly activation?: ActivationName;
  /** The share of channels dropped in training, after each convolution but the last of several; 0 by default. */
  readonly dropout?: number;
  /** Makes first weights and dropout reproducible, together with `name`. */
  readonly seed?: number;
  /** The layers' names begin with it. */
  readonly name?: string;
}

/**
 * Convolution, normalization and activation, several times over. Height and width stay.
 *
 * A `residual` block adds its input, through a 1×1 convolution where the number of channels changes, before the last
 * activation.
 *
 * @throws OptionError for values that cannot be.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { convBlock } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const input = layers.input({ shape: [64, 64, 3] });
 * const output = convBlock({ filters: 16, block: 'residual', norm: 'group' })(input);
 * console.log(output.shape); // [null, 64, 64, 16]
 * ```
 */
export function convBlock(options: ConvBlockOptions): Block {
  checkOptionNames('convBlock', options, convBlockOptionNames);
  const { filters, convolutions = 2, block = 'plain' } = options;
  checkNumber('convBlock', 'filters', filters, { min: 1, integer: true });
  checkNumber('convBlock', 'convolutions', convolutions, { min: 1, integer: true });
  checkOneOf('convBlock', 'block', block, blockNames);
  const last = convolutions - 1;
  const units = Array.from({ length: convolutions }, (_, index) => convUnit(options, index, index === last));
  return block === 'plain' ? chain(...units) : residual(options, chain(...units));
}

const convBlockOptionNames = [
  'filters',
  'kernelSize',
  'convolutions',
  'block',
  'norm',
  'groups',
  'activation',
  'dropout',
  'seed',
  'name',
];

/** One convolution with what follows it. The last one of a residual block leaves its activation to the sum. */
function convUnit(options: ConvBlockOptions, index: number, isLast: boolean): Block {
  const { filters, kernelSize, norm, groups, dropout = 0, seed } = options;
  const named = partNames(options.name);
  const dropsHere = !isLast || index === 0;
  return chain(
    convolution({ filters, kernelSize, bias: norm === 'none', seed, name: named(`conv${index}`) }),
    normalization({ norm, groups, name: named(`norm${index}`) }),
    isLast && options.block === 'residual'
      ? identityBlock
      : activation({ activation: options.activation, name: named(`activation${index}`) }),
    spatialDropout({ rate: dropsHere ? dropout : 0, seed, name: named(`dropout${index}`) }),
  );
}

function residual(options: ConvBlockOptions, main: Block): Block {
  const { filters, norm, groups, seed } = options;
  const named = partNames(options.name);
  const projection = chain(
    convolution({ filters, kernelSize: 1, bias: norm === 'none', seed, name: named('shortcut') }),
    normalization({ norm, groups, name: named('shortcut_norm') }),
  );
  const bend = activation({ activation: options.activation, name: named('activation') });
  return (x) => {
    const shortcut = channelsOf(x) === filters ? x : projection(x);
    return bend(layers.layers.add({ name: named('add') }).apply([main(x), shortcut]) as layers.SymbolicTensor);
  };
}

/** Names of the parts of a block; without a name of its own, tfjs numbers its layers. */
function partNames(name: string | undefined): (part: string) => string | undefined {
  return (part) => (name === undefined ? undefined : `${name}_${part}`);
}
