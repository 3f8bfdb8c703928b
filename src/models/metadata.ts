import type * as layers from '@tensorflow/tfjs-layers';
import { SegkitError } from '../core/errors.js';
import type { Preprocessing } from '../core/preprocessing.js';
import type { Task } from '../core/task.js';

/** What a model's last layer puts out: `linear` are logits. */
export type OutputActivation = 'linear' | 'sigmoid' | 'softmax';

/** What a model says about itself, so that it can be fed and read after it was saved and loaded. */
export interface ModelMetadata {
  /** The function that built it, for instance `unet`. */
  readonly architecture: string;
  /** What a pixel may be; it decides activation, loss, metrics and decoding. */
  readonly task: Task;
  /** The number of output channels, 1 for `binary`. */
  readonly classes: number;
  /** The names of the classes, one an output channel. */
  readonly labels?: readonly string[] | undefined;
  /** What the last layer puts out: `linear` for logits. */
  readonly activation: OutputActivation;
  /** Height and width must be multiples of this, unless `pad` is `auto`. */
  readonly divisor: number;
  /** The least height and width, where that is more than `divisor`. */
  readonly minimum?: number | undefined;
  /** How pictures become numbers. `segment` goes by it, and `fit` refuses a loader that does not. */
  readonly preprocessing: Preprocessing;
  /** `[H,W,C]`, with `null` where any size will do. */
  readonly inputShape: readonly (number | null)[];
  /** `auto`: the model pads inside and crops its output back, so that any size works. */
  readonly pad: 'none' | 'auto';
  /** Of a network with an encoder: the options that make it again, by which its parameters are named as in smp's files. */
  readonly network?: Readonly<Record<string, unknown>>;
  /**
   * How much each prediction counts in training, the first of full size first, for a model that puts out several
   * (deep supervision). `fit` goes by it; all else reads the first output.
   */
  readonly deepSupervision?: readonly number[] | undefined;
  /**
   * What the output `[N,classes]` that follows the predictions says, for a model that has one: `presence`, a logit for
   * each class whether it occurs in the picture, which `fit` learns from the masks. Absent: what masks do not tell, so
   * that `fit` needs a loss for it (`auxiliaryLoss`).
   */
  readonly classification?: 'presence' | undefined;
}

/**
 * What a model says about itself.
 *
 * @throws SegkitError for a model that does not say.
 *
 * @example
 * ```ts
 * import { getMetadata, unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = unet({ inputShape: [64, 64, 3], depth: 2, filters: 4 });
 * console.log(getMetadata(model).task); // 'binary'
 * ```
 */
export function getMetadata(model: layers.LayersModel): ModelMetadata {
  const metadata = (model.getUserDefinedMetadata() as { segkit?: ModelMetadata } | undefined)?.segkit;
  if (metadata) return metadata;
  throw new SegkitError(
    `getMetadata: model "${model.name}" carries no segkit metadata. Add it with setMetadata(model, { task, classes, … }).`,
  );
}

/**
 * Makes a model say about itself what segkit needs to feed and read it. It is saved and loaded with the model. Other
 * user-defined metadata of the model stays.
 *
 * @example
 * ```ts
 * import { getMetadata, setMetadata, unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = unet({ inputShape: [64, 64, 3], depth: 2, filters: 4 });
 * setMetadata(model, { ...getMetadata(model), labels: ['car'] });
 * ```
 */
export function setMetadata(model: layers.LayersModel, metadata: ModelMetadata): void {
  const others = model.getUserDefinedMetadata() ?? {};
  // Through JSON, as saving does: what is left out must not be `undefined`, and the caller's object stays the caller's.
  model.setUserDefinedMetadata({ ...others, segkit: JSON.parse(JSON.stringify(metadata)) });
}
