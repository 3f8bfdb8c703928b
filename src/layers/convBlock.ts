import * as layers from '@tensorflow/tfjs-layers';
import { type ActivationName, activation } from './activation.js';
import { type Block, chain, channelsOf } from './block.js';
import { convolution } from './convolution.js';
import { type NormName, normalization } from './normalization.js';

/** How a block is wired: one convolution after the other, or with the input added to the output. */
export type BlockName = 'plain' | 'residual';

/** All kinds of blocks, for validation. */
export const blockNames: readonly BlockName[] = ['plain', 'residual'];

/** Options of {@link convBlock}. */
export interface ConvBlockOptions {
  readonly filters: number;
  readonly kernelSize?: number;
  readonly convolutions?: number;
  readonly block?: BlockName;
  readonly norm?: NormName;
  readonly activation?: ActivationName;
  readonly seed?: number;
  readonly name?: string;
}

/** Convolution, normalization, activation: twice. */
export function convBlock(options: ConvBlockOptions): Block {
  const { filters, kernelSize = 3, convolutions = 2, block = 'plain', norm = 'batch', seed, name } = options;
  const { activation: kind = 'relu' } = options;
  const named = (part: string): { name?: string } => (name === undefined ? {} : { name: `${name}_${part}` });
  const seeded = seed === undefined ? {} : { seed };
  const bias = norm === 'none';
  const unit = (index: number, isLast: boolean): Block =>
    chain(
      convolution({ filters, kernelSize, bias, ...seeded, ...named(`conv${index}`) }),
      normalization({ norm, ...named(`norm${index}`) }),
      isLast && block === 'residual' ? (x) => x : activation({ activation: kind, ...named(`act${index}`) }),
    );
  const main = chain(...Array.from({ length: convolutions }, (_, index) => unit(index, index === convolutions - 1)));
  if (block === 'plain') return main;
  return (x) => {
    const shortcut =
      channelsOf(x) === filters
        ? x
        : chain(
            convolution({ filters, kernelSize: 1, bias, ...seeded, ...named('shortcut') }),
            normalization({ norm, ...named('shortcutNorm') }),
          )(x);
    const sum = layers.layers.add(named('add')).apply([main(x), shortcut]) as layers.SymbolicTensor;
    return activation({ activation: kind, ...named('act') })(sum);
  };
}
