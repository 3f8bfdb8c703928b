import * as layers from '@tensorflow/tfjs-layers';
import { type Block, chain, identityBlock, layerBlock } from '../layers/block.js';
import { convolution } from '../layers/convolution.js';
import type { OutputActivation } from './metadata.js';

/** Options of {@link segmentationHead}. */
export interface SegmentationHeadOptions {
  /** The number of output channels. */
  readonly classes: number;
  /** `linear`, which puts out logits, by default. */
  readonly activation?: OutputActivation;
  /** Height and width of the kernel; 1 by default. */
  readonly kernelSize?: number;
  /** What is done to the logits, for instance a crop. */
  readonly finish?: Block;
  /** Makes the first weights reproducible. */
  readonly seed?: number;
  /** The name of the layer of the logits; `head` by default. */
  readonly name?: string;
}

/**
 * The end of a model: a convolution (layer `head`) to one logit a class, and an activation (layer `probabilities`) where
 * one is asked for.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { segmentationHead } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const features = layers.input({ shape: [64, 64, 16] });
 * console.log(segmentationHead({ classes: 4 })(features).shape); // [null, 64, 64, 4]
 * ```
 */
export function segmentationHead(options: SegmentationHeadOptions): Block {
  const { classes, activation = 'linear', kernelSize = 1, finish = identityBlock, seed, name = 'head' } = options;
  const probabilities = name === 'head' ? 'probabilities' : `${name}_probabilities`;
  return chain(
    convolution({ filters: classes, kernelSize, initializer: 'glorot', seed, name }),
    finish,
    activation === 'linear'
      ? identityBlock
      : layerBlock(() => layers.layers.activation({ activation, name: probabilities })),
  );
}
