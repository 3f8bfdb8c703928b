import { type Random, random } from '../core/random.js';
import type { Sample } from '../data/sample.js';
import type { Size } from '../raster/resize.js';
import type { Move } from './moves/move.js';

/** What a transform may look at when it draws its parameters. */
export interface TransformContext extends Size {
  /** The label that counts nowhere, where the data set has one. */
  readonly ignoreIndex?: number;
  /** The sample as it comes to this transform; worked out only when asked for. */
  sample(): Sample;
}

/**
 * A change to a picture that its mask and weights follow.
 *
 * It works in two steps. `sample` draws the parameters: numbers and words that can be printed, kept as JSON and used
 * again. `apply` does what they say; it is a pure function, and never changes what it is given. Image, mask and weight
 * thus share one draw.
 *
 * `JSON.stringify(transform)` keeps name and options, and `transformFromJson` makes the same transform of them again.
 */
export interface Transform<Params = unknown> {
  /** The name of the function that made it. */
  readonly name: string;
  /** All options with their defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Draws the parameters for one sample. */
  sample(draw: Random, context: TransformContext): Params;
  /** Does what the parameters say. */
  apply(params: Params, sample: Sample): Sample;
  /** The size of the picture after `apply`; left out by transforms that leave every pixel in its place. */
  outputSize?(params: Params, size: Size): Size;
  /**
   * How it moves the pixels: one move after the other, none if it leaves all where it is. Neighbouring moves are then done
   * in one go, and can be undone. `apply` must do the same.
   */
  moves?(params: Params, size: Size): readonly Move[];
  /**
   * How it changes each value of the picture, where that depends on the value and its channel alone: neighbours are
   * then done in one table. `undefined` where these parameters need something else. What `apply` does must be the same.
   */
  levels?(params: Params, format: LevelFormat): LevelMap | undefined;
  /** The transforms that it comes down to with these parameters, in their order, where it is made of others. */
  steps?(params: Params): readonly Step[];
}

/** A transform with the parameters that it was given. */
export interface Step<Params = unknown> {
  readonly transform: Transform<Params>;
  readonly params: Params;
}

/** What a change of levels may look at. */
export interface LevelFormat {
  /** The value of full brightness: 255, 65535, or 1 for float32. */
  readonly maximum: number;
  /** Values a pixel. */
  readonly channels: number;
}

/**
 * The new value for a value of a channel. It is rounded for whole-number pictures and clipped to 0 … maximum by the
 * caller, after every step, so that a table of several changes gives exactly what they give one by one.
 */
export type LevelMap = (value: number, channel: number) => number;

/** What the draw of a transform depends on. */
export interface TransformKey {
  /** Default 0. */
  readonly seed?: number | string;
  /** Default 0. */
  readonly epoch?: number;
  /** The label that counts nowhere; new mask pixels get it. */
  readonly ignoreIndex?: number;
}

/**
 * Applies a transform to a sample. The draw depends on seed, epoch, the sample's id and the transform's place in its
 * pipeline alone: not on other samples, nor on what other transforms draw.
 *
 * @returns a new sample; it may share what the transform leaves alone.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(1, 2, 3), width: 3, height: 1, channels: 1 };
 * const flipped = augment.applyTransform(augment.horizontalFlip({ probability: 1 }), { id: 'a', image, meta: {} });
 * console.log(flipped.image.data); // 3 2 1
 * ```
 */
export function applyTransform(transform: Transform, sample: Sample, key: TransformKey = {}): Sample {
  return transform.apply(drawParams(transform, sample, key), sample);
}

/** The parameters that {@link applyTransform} uses: what a transform does to this sample in this epoch. */
export function drawParams<Params>(transform: Transform<Params>, sample: Sample, key: TransformKey = {}): Params {
  const { seed = 0, epoch = 0, ignoreIndex } = key;
  const draw = random('augment', seed, epoch, sample.id, transform.name, 0);
  return transform.sample(draw, contextOf(sample, ignoreIndex));
}

/** The context of a sample that is there already. */
export function contextOf(sample: Sample, ignoreIndex?: number): TransformContext {
  const { width, height } = sample.image;
  return { width, height, ignoreIndex, sample: () => sample };
}
