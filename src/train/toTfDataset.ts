import * as tf from '@tensorflow/tfjs-core';
import { DataError, OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import type { Batch, BatchSource, NdArray } from '../data/batch.js';
import { type TensorBatch, toTensors } from './tensorBatch.js';

/** Options of {@link toTfDataset}. */
export interface ToTfDatasetOptions {
  /** The epoch of the first reading, counted from 1 (default 1); each reading takes the next one. */
  readonly firstEpoch?: number;
  /**
   * The form of `ys`. `labels` (default) is what losses of segkit take: int32 `[N,H,W]`, or float32 `[N,H,W,K]` for
   * `multilabel`. `channels` is what those of TensorFlow.js take: float32 `[N,H,W,1]` for `binary` and one-hot `[N,H,W,K]` for
   * `multiclass`, all 0 where a pixel is ignored; a `binary` mask cannot say that.
   */
  readonly targets?: 'labels' | 'channels';
  /** Whether a reading goes on with the next epoch instead of ending, as `batchesPerEpoch` needs it (default `false`). */
  readonly endless?: boolean;
}

/** What `model.fitDataset` is fed with. */
export interface TfElement {
  /** Pictures, `[N,H,W,C]`. */
  readonly xs: tf.Tensor4D;
  /** The truth, in the form that was asked for. */
  readonly ys: tf.Tensor;
}

/** A data set as `model.fitDataset` and `model.evaluateDataset` take it. */
export interface TfDataset {
  /** The number of batches in a reading; NaN where nobody knows, Infinity where it does not end. */
  readonly size: number;
  /** Begins a reading. Nothing is read before its first `next`, whose tensors are the caller's. */
  iterator(): Promise<{ next(): Promise<IteratorResult<TfElement, null>> }>;
  /** Ends a reading that was left early, as after an error or `stopTraining`, and frees what it had given last. */
  close(): Promise<void>;
}

/**
 * Makes of a loader what TensorFlow.js trains on: `model.fitDataset(toTfDataset(batches), { epochs: 3 })`. Each epoch of
 * the training is the next epoch of the loader.
 *
 * `fitDataset` asks for one iterator more than it reads and never closes any: this one opens nothing before it is read,
 * and ends a reading that was left when the next one begins. Call `close` when the training is over or has failed.
 *
 * `fit` of segkit does more: it weighs pixels, leaves ignored ones out, and resumes.
 *
 * @throws OptionError for options that do not exist; while it is read, for batches with weights, which `fitDataset` has
 * no use for.
 * @throws DataError while it is read, for batches without masks, and for ignored pixels in one channel.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-layers';
 * import { setBackend } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 * import { arrayDataset, loader, toTfDataset } from 'segkit';
 *
 * await setBackend('cpu');
 * const image = { data: new Uint8Array(64), width: 8, height: 8, channels: 1 };
 * const mask = { data: new Uint8Array(64).fill(1, 32), width: 8, height: 8 };
 * const samples = ['a', 'b'].map((id) => ({ id, image, mask, meta: {} }));
 * const batches = loader(arrayDataset(samples, { task: 'binary', classes: 1 }), { batchSize: 2 });
 *
 * const model = tf.sequential({
 *   layers: [tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 1, kernelSize: 3, padding: 'same', activation: 'sigmoid' })],
 * });
 * model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
 * const data = toTfDataset(batches, { targets: 'channels' });
 * const history = await model.fitDataset(data, { epochs: 2, verbose: 0 });
 * await data.close();
 * console.log(history.history.loss.length); // 2
 * ```
 */
export function toTfDataset(source: BatchSource, options: ToTfDatasetOptions = {}): TfDataset {
  checkOptionNames('toTfDataset', options, ['firstEpoch', 'targets', 'endless']);
  const { firstEpoch = 1, targets = 'labels', endless = false } = options;
  checkNumber('toTfDataset', 'firstEpoch', firstEpoch, { min: 0, integer: true });
  checkOneOf('toTfDataset', 'targets', targets, ['labels', 'channels']);
  let epoch = firstEpoch;
  let open: AsyncIterator<Batch> | undefined;
  let given: TfElement | undefined;

  /** Ends the reading that is open, if there is one. Tensors that its reader has not freed are freed. */
  const close = async (): Promise<void> => {
    const left = open;
    open = undefined;
    if (given) tf.dispose([given.xs, given.ys]);
    given = undefined;
    await left?.return?.();
  };
  const begin = async (): Promise<AsyncIterator<Batch>> => {
    await close();
    open = source.epoch(epoch++)[Symbol.asyncIterator]();
    return open;
  };
  const iterator = async (): Promise<{ next(): Promise<IteratorResult<TfElement, null>> }> => {
    let own: AsyncIterator<Batch> | undefined;
    let hasEnded = false;
    const next = async (): Promise<IteratorResult<TfElement, null>> => {
      if (hasEnded || (own && own !== open)) return { done: true, value: null };
      own ??= await begin();
      let step = await own.next();
      if (step.done && endless) {
        own = await begin();
        step = await own.next();
      }
      if (step.done) {
        hasEnded = true;
        open = undefined;
        return { done: true, value: null };
      }
      given = elementOf(step.value, source, targets);
      return { done: false, value: given };
    };
    return { next };
  };
  return { size: endless ? Number.POSITIVE_INFINITY : (source.length ?? Number.NaN), iterator, close };
}

function elementOf(batch: Batch, source: BatchSource, targets: 'labels' | 'channels'): TfElement {
  if (batch.weight) {
    throw new OptionError(
      'toTfDataset: the batches have weights, which model.fitDataset has no use for. Train with fit of segkit, or give ' +
        'the samples none.',
      { option: 'weight' },
    );
  }
  if (!batch.y) {
    throw new DataError(`toTfDataset: the batch of ${batch.ids.join(', ')} has no masks, and so nothing to learn.`);
  }
  const y = targets === 'channels' && batch.y.data instanceof Int32Array ? toChannels(batch, batch.y, source) : batch.y;
  // Made of arrays with a mask, it has one.
  const { x: xs, y: ys } = toTensors({ ...batch, y }) as TensorBatch & { readonly y: tf.Tensor };
  return { xs, ys };
}

/** Labels `[N,H,W]` as channels: `[N,H,W,1]` for binary, one-hot `[N,H,W,K]` for multiclass. */
function toChannels(
  { ids }: Batch,
  { data, shape }: NdArray<Int32Array> | NdArray<Float32Array>,
  { task, classes, ignoreIndex }: BatchSource,
): NdArray<Float32Array> {
  if (task === 'binary') {
    const other = data.find((label) => label !== 0 && label !== 1);
    if (other === undefined) return { data: Float32Array.from(data), shape: [...shape, 1] };
    throw new DataError(
      `toTfDataset: a mask of ${ids.join(', ')} has the label ${other}, which one channel of 0 and 1 cannot say. Take ` +
        'targets: "labels" with a loss of segkit.',
    );
  }
  if (task !== 'multiclass' || classes === undefined) {
    throw new OptionError(
      `toTfDataset: targets: "channels" needs to know the task and its classes, but the data says ${task ?? 'no task'} and ` +
        `${classes ?? 'no'} classes. Give them to the data set.`,
      { option: 'targets' },
    );
  }
  const output = new Float32Array(data.length * classes);
  for (let i = 0; i < data.length; i++) if (data[i] !== ignoreIndex) output[i * classes + data[i]] = 1;
  return { data: output, shape: [...shape, classes] };
}
