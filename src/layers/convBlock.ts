import * as layers from '@tensorflow/tfjs-layers';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { type ActivationName, activation } from './activation.js';
import { type Block, chain, channelsOf, identityBlock, layerBlock } from './block.js';
import { convolution } from './convolution.js';
import { type NormName, normalization } from './normalization.js';
import { spatialDropout } from './spatialDropout.js';

/**
 * How a block is wired: one convolution after the other (`plain`), with the block's input added before the last
 * activation (`residual`), or with normalization and activation before each convolution and the input added at the end
 * (`preActivation`).
 *
 * @see He et al., Deep Residual Learning for Image Recognition, 2015
 * @see He et al., Identity Mappings in Deep Residual Networks, 2016, for `preActivation`
 */
export type BlockName = 'plain' | 'residual' | 'preActivation';

/** All kinds of blocks, for validation. */
export const blockNames: readonly BlockName[] = ['plain', 'residual', 'preActivation'];

/** Options of {@link convBlock}. */
export interface ConvBlockOptions {
  /** The number of channels that come out. */
  readonly filters: number;
  /** Height and width of the kernels; 3 by default. */
  readonly kernelSize?: number;
  /** How many convolutions; 2 by default. */
  readonly convolutions?: number;
  /** The step of the first convolution, which divides height and width; 1 by default. */
  readonly strides?: number;
  /** How far apart the pixels are that the kernels see; 1 by default. */
  readonly dilation?: number;
  /** `plain` by default. */
  readonly block?: BlockName;
  /** `batch` by default. Only without one (`none`) do the convolutions have a bias. */
  readonly norm?: NormName;
  /** The number of groups of norm `group`, which must divide the channels; 8 by default. */
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
 * Convolution, normalization and activation, several times over. Height and width stay, but for `strides`.
 *
 * A `residual` block adds its input before the last activation: of `strides`, its means (as in ResNet-D), and through a
 * 1×1 convolution with normalization where the number of channels changes. A `preActivation` block adds it at the end,
 * where shape or channels change through a 1×1 convolution alone.
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
  const { filters, convolutions = 2, strides = 1, block = 'plain' } = options;
  checkNumber('convBlock', 'filters', filters, { min: 1, integer: true });
  checkNumber('convBlock', 'convolutions', convolutions, { min: 1, integer: true });
  checkNumber('convBlock', 'strides', strides, { min: 1, integer: true });
  checkOneOf('convBlock', 'block', block, blockNames);
  const last = convolutions - 1;
  const units = Array.from({ length: convolutions }, (_, index) => convUnit(options, index, index === last));
  return block === 'plain' ? chain(...units) : residual(options, chain(...units));
}

const convBlockOptionNames = [
  'filters',
  'kernelSize',
  'convolutions',
  'strides',
  'dilation',
  'block',
  'norm',
  'groups',
  'activation',
  'dropout',
  'seed',
  'name',
];

/** One convolution with what follows it, or comes before it. The last one of a residual block leaves its activation to the sum. */
function convUnit(options: ConvBlockOptions, index: number, isLast: boolean): Block {
  const { filters, kernelSize, dilation, norm, groups, dropout = 0, seed } = options;
  const named = partNames(options.name);
  const dropsHere = !isLast || index === 0;
  const strides = index === 0 ? (options.strides ?? 1) : 1;
  const convolve = convolution({
    filters,
    kernelSize,
    strides,
    padding: strides === 1 ? 'same' : 'symmetric',
    dilation,
    bias: norm === 'none',
    seed,
    name: named(`conv${index}`),
  });
  const normalize = normalization({ norm, groups, name: named(`norm${index}`) });
  const bend = activation({ activation: options.activation, name: named(`activation${index}`) });
  const drop = spatialDropout({ rate: dropsHere ? dropout : 0, seed, name: named(`dropout${index}`) });
  if (options.block === 'preActivation') return chain(normalize, bend, convolve, drop);
  return chain(convolve, normalize, isLast && options.block === 'residual' ? identityBlock : bend, drop);
}

function residual(options: ConvBlockOptions, main: Block): Block {
  const named = partNames(options.name);
  const bend = activation({ activation: options.activation, name: named('activation') });
  return (x) => {
    const add = layers.layers.add({ name: named('add') });
    const sum = add.apply([main(x), shortcut(options, channelsOf(x))(x)]) as layers.SymbolicTensor;
    return options.block === 'residual' ? bend(sum) : sum;
  };
}

/** What makes the input of a block like its output. */
function shortcut(
  { filters, strides = 1, block, norm, groups, seed, name }: ConvBlockOptions,
  channels: number,
): Block {
  const named = partNames(name);
  const project = { filters, kernelSize: 1, bias: norm === 'none', seed, name: named('shortcut') };
  const isSame = channels === filters;
  if (block === 'preActivation') return isSame && strides === 1 ? identityBlock : convolution({ ...project, strides });
  const pool = { poolSize: strides, strides, name: named('shortcut_pool') };
  return chain(
    strides === 1 ? identityBlock : layerBlock(() => layers.layers.averagePooling2d(pool)),
    isSame ? identityBlock : convolution(project),
    isSame ? identityBlock : normalization({ norm, groups, name: named('shortcut_norm') }),
  );
}

/** Names of the parts of a block; without a name of its own, tfjs numbers its layers. */
function partNames(name: string | undefined): (part: string) => string | undefined {
  return (part) => (name === undefined ? undefined : `${name}_${part}`);
}
