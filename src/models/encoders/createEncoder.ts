import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { rootScope } from '../../layers/scope.js';
import type { Encoder } from './encoder.js';
import { defineEncoder } from './registry.js';

/** Options of {@link createEncoder}. */
export interface CreateEncoderOptions {
  /** The name of the encoder, one of `listEncoders()`. */
  readonly encoder: string;
  /** The channels of the picture; 3 by default. */
  readonly inputChannels?: number;
  /** How often the picture is halved, from 1 to 5; 5 by default. */
  readonly depth?: number;
  /** How many times smaller the last features may be at most: 8, 16 or 32, the default. */
  readonly outputStride?: number;
  /** Makes first weights reproducible. */
  readonly seed?: number;
}

/**
 * An encoder for a decoder of your own: it turns a picture `[N,H,W,C]` into features at strides 1 (the picture itself), 2,
 * 4 … 2^depth.
 *
 * Its layers have the names of smp's parameters, `encoder.` first, so that `freeze(model, 'encoder.')` finds them.
 *
 * @throws OptionError for an encoder that there is not, and values that cannot be.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { createEncoder } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const { channels, features } = createEncoder({ encoder: 'resnet18', depth: 3 });
 * console.log(channels); // [3, 64, 64, 128]
 * console.log(features(layers.input({ shape: [64, 64, 3] })).at(-1)?.shape); // [null, 8, 8, 128]
 * ```
 */
export function createEncoder(options: CreateEncoderOptions): Encoder {
  checkOptionNames('createEncoder', options, ['encoder', 'inputChannels', 'depth', 'outputStride', 'seed']);
  const { encoder, inputChannels = 3, depth = 5, outputStride = 32, seed } = options;
  checkNumber('createEncoder', 'inputChannels', inputChannels, { min: 1, integer: true });
  checkNumber('createEncoder', 'depth', depth, { min: 1, max: 5, integer: true });
  checkOneOf('createEncoder', 'outputStride', outputStride, [8, 16, 32]);
  const scope = rootScope({ path: 'encoder', seed });
  return defineEncoder('createEncoder', encoder, scope, { inputChannels, depth, outputStride });
}
