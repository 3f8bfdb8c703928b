import type * as layers from '@tensorflow/tfjs-layers';
import type { Block } from '../../layers/block.js';
import { convBlock } from '../../layers/convBlock.js';
import { addAll, type BlockSettings, concatenate, decodeLevels, enlarge, maxPool } from './levels.js';

type Tensor = layers.SymbolicTensor;

/** What makes one block of {@link u2net} differ from another. */
export interface ResidualUblockOptions {
  /** Convolutions on the way down, the bottom included: the L of the paper's RSU-L. */
  readonly depth: number;
  /** Whether convolutions spread ever wider instead of the picture getting smaller: the paper's RSU-4F. */
  readonly dilated: boolean;
  /** The channels within. */
  readonly middle: number;
  /** The channels that come out. */
  readonly filters: number;
  readonly name: string;
}

/**
 * A residual U-block: a convolution, a U-Net of single convolutions over what it gives, and the sum of both. The two
 * lowest convolutions of the U-Net work at the same size, the last of them dilated.
 */
export function residualUblock(settings: BlockSettings, options: ResidualUblockOptions): Block {
  const { depth, dilated, middle, filters, name } = options;
  const last = depth - 2;
  /** The dilation of a level of the small U-Net. */
  const spread = (level: number): number => (dilated ? 2 ** level : level > last ? 2 : 1);
  const unit = (part: string, channels: number, dilation = 1): Block =>
    convBlock({ ...settings, filters: channels, convolutions: 1, dilation, name: `${name}_${part}` });
  return (x) => {
    const first = unit('in', filters)(x);
    const features: Tensor[] = [];
    for (let level = 0; level <= last + 1; level++) {
      const above = level === 0 ? first : features[level - 1];
      const isSmaller = !dilated && level > 0 && level <= last;
      const smaller = isSmaller ? maxPool(above, 2, `${name}_pool${level}`) : above;
      features.push(unit(`down${level}`, middle, spread(level))(smaller));
    }
    const [inner] = decodeLevels(features, (below, skip, level) => {
      const isLarger = !dilated && level < last;
      const resize = { scale: 2, method: 'bilinear', name: `${name}_resize${level}` } as const;
      const both = concatenate([isLarger ? enlarge(below, resize) : below, skip], `${name}_concat${level}`);
      return unit(`up${level}`, level === 0 ? filters : middle, dilated ? spread(level) : 1)(both);
    });
    return addAll([inner, first], `${name}_add`);
  };
}
