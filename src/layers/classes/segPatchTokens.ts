import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { ShapeError } from '../../core/errors.js';
import { checkNumber } from '../../core/options.js';
import { random } from '../../core/random.js';
import { oneInput, oneShape, type SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegPatchTokens}. */
export interface SegPatchTokensOptions extends SegLayerOptions {
  /** How many patches there are in a row and in a column, each with a place of its own. */
  readonly side: number;
  /** The side of a patch in pixels, to say which pictures are right. */
  readonly patch: number;
  /** Makes the first weights reproducible, together with `name`. */
  readonly seed?: number | null;
}

/**
 * Makes tokens `[N,1+H·W,C]` of patches `[N,H,W,C]`: the class token, which belongs to no patch, then the patches row by row,
 * and to each its place is added. Weights: `cls_token` `[1,1,C]` and `pos_embed` `[1,1+side²,C]`.
 *
 * @throws ShapeError if there are not as many patches as places.
 * @see Dosovitskiy et al., An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale, 2020
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { SegPatchTokens } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const tokens = new SegPatchTokens({ side: 14, patch: 16 }).apply(tf.ones([1, 14, 14, 32])) as tf.Tensor;
 * console.log(tokens.shape); // [1, 197, 32]
 * ```
 */
export class SegPatchTokens extends layers.layers.Layer {
  static readonly className = 'SegPatchTokens';

  private readonly side: number;
  private readonly patch: number;
  private readonly seed: number | undefined;
  private classToken!: layers.LayerVariable;
  private places!: layers.LayerVariable;

  constructor(options: SegPatchTokensOptions) {
    super({ ...options });
    checkNumber('SegPatchTokens', 'side', options.side, { min: 1, integer: true });
    checkNumber('SegPatchTokens', 'patch', options.patch, { min: 1, integer: true });
    this.side = options.side;
    this.patch = options.patch;
    this.seed = options.seed ?? undefined;
  }

  override build(inputShape: layers.Shape | layers.Shape[]): void {
    const channels = oneShape(inputShape)[3] as number;
    const { side, seed, name } = this;
    const initializer = (weight: string): ReturnType<typeof layers.initializers.truncatedNormal> =>
      layers.initializers.truncatedNormal({
        mean: 0,
        stddev: 0.02,
        seed: seed === undefined ? undefined : random(seed, weight, name).integer(0, 2 ** 31),
      });
    this.classToken = this.addWeight('cls_token', [1, 1, channels], 'float32', initializer('cls_token'));
    const places = [1, 1 + side ** 2, channels];
    this.places = this.addWeight('pos_embed', places, 'float32', initializer('pos_embed'));
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = oneInput(inputs);
      const [count, height, width, channels] = x.shape;
      this.checkPatches(height, width);
      const patches = tf.reshape(x, [count, height * width, channels]);
      const classTokens = tf.tile(this.classToken.read(), [count, 1, 1]);
      return tf.add(tf.concat([classTokens, patches], 1), this.places.read());
    });
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    const [count, height, width, channels] = oneShape(inputShape);
    this.checkPatches(height, width);
    return [count, 1 + this.side ** 2, channels];
  }

  private checkPatches(height: number | null, width: number | null): void {
    const { side, patch } = this;
    const pixels = side * patch;
    if ([height, width].every((length) => length === null || length === side)) return;
    throw new ShapeError(
      `SegPatchTokens: the picture has ${width ?? '?'}×${height ?? '?'} patches (width×height), and there are places for ` +
        `${side}×${side}. Resize it to ${pixels}×${pixels} pixels.`,
      { expected: [side, side], actual: [height, width] },
    );
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { side, patch, seed = null } = this;
    return { ...super.getConfig(), side, patch, seed };
  }
}
