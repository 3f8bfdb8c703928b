import * as layers from '@tensorflow/tfjs-layers';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { type Block, chain, layerBlock } from './block.js';
import { SegPixelShuffle } from './classes/segPixelShuffle.js';
import { SegUpsampling } from './classes/segUpsampling.js';
import { convolution } from './convolution.js';
import { kernelInitializer } from './kernelInitializer.js';
import { registerLayers } from './registerLayers.js';

/**
 * How a decoder doubles height and width: by repeating pixels (`nearest`) or blending them (`bilinear`), each followed
 * by a 2×2 convolution, by a learned 2×2 transposed convolution (`transpose`), or by a 3×3 convolution to four times the
 * channels, which are laid out as blocks of 2×2 pixels (`pixelShuffle`).
 */
export type UpsamplingName = 'nearest' | 'bilinear' | 'transpose' | 'pixelShuffle';

/** All ways of upsampling, for validation. */
export const upsamplingNames: readonly UpsamplingName[] = ['nearest', 'bilinear', 'transpose', 'pixelShuffle'];

/** Options of {@link upsampling}. */
export interface UpsamplingOptions {
  /** The number of channels that come out. */
  readonly filters: number;
  /** `nearest` by default. */
  readonly upsampling?: UpsamplingName;
  /** Whether a number is added to each channel; true by default. */
  readonly bias?: boolean;
  /** Makes the first weights reproducible, together with `name`. */
  readonly seed?: number;
  readonly name?: string;
}

/**
 * Doubles height and width and changes the number of channels, without activation.
 *
 * @throws OptionError for values that cannot be.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { upsampling } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const input = layers.input({ shape: [64, 64, 12] });
 * console.log(upsampling({ filters: 6, upsampling: 'transpose' })(input).shape); // [null, 128, 128, 6]
 * ```
 */
export function upsampling(options: UpsamplingOptions): Block {
  checkOptionNames('upsampling', options, ['filters', 'upsampling', 'bias', 'seed', 'name']);
  const { filters, upsampling: kind = 'nearest', bias = true, seed, name } = options;
  checkNumber('upsampling', 'filters', filters, { min: 1, integer: true });
  checkOneOf('upsampling', 'upsampling', kind, upsamplingNames);
  const initializer = 'glorot'; // no ReLU follows
  if (kind === 'transpose') {
    const init = kernelInitializer({ initializer, seed, name });
    return layerBlock(() =>
      layers.layers.conv2dTranspose({
        filters,
        kernelSize: 2,
        strides: 2,
        padding: 'same',
        useBias: bias,
        kernelInitializer: init,
        name,
      }),
    );
  }
  registerLayers();
  const resizeName = name === undefined ? undefined : `${name}_resize`;
  if (kind === 'pixelShuffle') {
    return chain(
      convolution({ filters: 4 * filters, kernelSize: 3, bias, initializer, seed, name }),
      layerBlock(() => new SegPixelShuffle({ name: resizeName })),
    );
  }
  return chain(
    layerBlock(() => new SegUpsampling({ method: kind, name: resizeName })),
    convolution({ filters, kernelSize: 2, bias, initializer, seed, name }),
  );
}
