import * as layers from '@tensorflow/tfjs-layers';
import type { Preprocessing } from '../core/preprocessing.js';
import type { Task } from '../core/task.js';
import type { ActivationName } from '../layers/activation.js';
import { type Block, chain } from '../layers/block.js';
import { type BlockName, convBlock } from '../layers/convBlock.js';
import { convolution } from '../layers/convolution.js';
import type { NormName } from '../layers/normalization.js';
import { type OutputActivation, setMetadata } from './metadata.js';

/** Options of {@link unet}. */
export interface UnetOptions {
  readonly inputShape?: readonly (number | null)[];
  readonly depth?: number;
  readonly filters?: number | readonly number[];
  readonly task?: Task;
  readonly classes?: number;
  readonly labels?: readonly string[];
  readonly activation?: OutputActivation;
  readonly norm?: NormName;
  readonly block?: BlockName;
  readonly blockActivation?: ActivationName;
  readonly preprocessing?: Preprocessing;
  readonly seed?: number;
  readonly name?: string;
}

/** A U-Net (first version; see the options). */
export function unet(options: UnetOptions = {}): layers.LayersModel {
  const { inputShape = [null, null, 3], depth = 4, filters = 32, task = 'binary', seed, name = 'unet' } = options;
  const { norm = 'batch', block = 'plain', blockActivation = 'relu', preprocessing = {}, labels } = options;
  const { classes = labels?.length ?? 1, activation = 'linear' } = options;
  const widths = typeof filters === 'number' ? Array.from({ length: depth + 1 }, (_, i) => filters * 2 ** i) : filters;
  const seeded = seed === undefined ? {} : { seed };
  const level = (width: number, levelName: string): Block =>
    convBlock({ filters: width, block, norm, activation: blockActivation, ...seeded, name: levelName });

  const input = layers.input({ shape: [...inputShape] });
  const skips: layers.SymbolicTensor[] = [];
  let x = input;
  for (let i = 0; i < depth; i++) {
    x = level(widths[i], `down${i}`)(x);
    skips.push(x);
    x = layers.layers
      .maxPooling2d({ poolSize: 2, strides: 2, name: `down${i}_pool` })
      .apply(x) as layers.SymbolicTensor;
  }
  x = level(widths[depth], `down${depth}`)(x);
  for (let i = depth - 1; i >= 0; i--) {
    const up = layers.layers.upSampling2d({ size: [2, 2], name: `up${i}_upsample` }).apply(x) as layers.SymbolicTensor;
    const narrow = convolution({ filters: widths[i], kernelSize: 2, ...seeded, name: `up${i}_upconv` })(up);
    const both = layers.layers
      .concatenate({ name: `up${i}_concat` })
      .apply([skips[i], narrow]) as layers.SymbolicTensor;
    x = level(widths[i], `up${i}`)(both);
  }
  const head = chain(convolution({ filters: classes, kernelSize: 1, initializer: 'glorot', ...seeded, name: 'head' }));
  const logits = head(x);
  const output =
    activation === 'linear'
      ? logits
      : (layers.layers.activation({ activation, name: 'probabilities' }).apply(logits) as layers.SymbolicTensor);
  const model = layers.model({ inputs: input, outputs: output, name });
  setMetadata(model, {
    architecture: 'unet',
    task,
    classes,
    ...(labels ? { labels } : {}),
    activation,
    divisor: 2 ** depth,
    preprocessing,
    inputShape,
    pad: 'none',
  });
  return model;
}
