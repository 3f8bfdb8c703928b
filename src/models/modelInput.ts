import * as layers from '@tensorflow/tfjs-layers';
import { identityBlock } from '../layers/block.js';
import { SegCropLike } from '../layers/classes/segCropLike.js';
import { SegInputGuard } from '../layers/classes/segInputGuard.js';
import { SegPadToMultiple } from '../layers/classes/segPadToMultiple.js';
import { checkInputSize } from '../layers/inputSize.js';
import { registerLayers } from '../layers/registerLayers.js';
import type { InputShape } from './modelOptions.js';

/** Options of {@link modelInput}. */
export interface ModelInputOptions {
  /** The function to name in messages, for instance `unet`. */
  readonly architecture: string;
  /** `[height, width, channels]`, with `null` where any size will do. */
  readonly inputShape: InputShape;
  /** What height and width must be multiples of. */
  readonly divisor: number;
  /** The least height and width, a multiple of the divisor, where that is more than it. */
  readonly minimum?: number | undefined;
  /** `auto` pads to such a multiple; `none`, the default, refuses other sizes. */
  readonly pad?: 'none' | 'auto';
  /** Whether the network has an option `depth`, of which messages may speak; true by default. */
  readonly hasDepth?: boolean;
}

/** Where a model begins. */
export interface ModelInput {
  /** What goes into the model. */
  readonly input: layers.SymbolicTensor;
  /** What goes into its first block, of a size that is divisible. */
  readonly x: layers.SymbolicTensor;
  /** Gives an output the height and width of the input, or of a part of it: `scale` says how many times smaller. */
  readonly crop: (y: layers.SymbolicTensor, scale?: number) => layers.SymbolicTensor;
}

/**
 * The beginning of a model whose height and width must be divisible: it pads, or it refuses what does not fit, when
 * the model is built where the size is known then, and when it is called otherwise.
 *
 * @throws ShapeError for a size that is not divisible, with the size to pad to and the greatest depth that fits.
 *
 * @example
 * ```ts
 * import { modelInput } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const { x } = modelInput({ architecture: 'mine', inputShape: [250, 250, 3], divisor: 16, pad: 'auto' });
 * console.log(x.shape); // [null, 256, 256, 3]
 * ```
 */
export function modelInput({
  architecture,
  inputShape,
  divisor,
  minimum,
  pad = 'none',
  hasDepth,
}: ModelInputOptions): ModelInput {
  registerLayers();
  const [height, width] = inputShape;
  if (pad === 'none') checkInputSize(architecture, height, width, { divisor, minimum, hasDepth });
  const input = layers.input({ shape: [...inputShape], name: 'input' });
  if (pad === 'auto') {
    const padding = new SegPadToMultiple({ multiple: divisor, minimum, name: 'pad' });
    let crops = 0;
    const crop: ModelInput['crop'] = (y, scale) => {
      const name = `crop${crops === 0 ? '' : crops}`;
      crops++;
      return new SegCropLike({ scale, name }).apply([y, input]) as layers.SymbolicTensor;
    };
    return { input, x: padding.apply(input) as layers.SymbolicTensor, crop };
  }
  if (height !== null && width !== null) return { input, x: input, crop: identityBlock };
  const guard = new SegInputGuard({ divisor, minimum, architecture, hasDepth, name: 'input_guard' });
  return { input, x: guard.apply(input) as layers.SymbolicTensor, crop: identityBlock };
}
