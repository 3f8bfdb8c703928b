import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptionError, SegkitError, ShapeError } from '../core/errors.js';
import type { Preprocessing } from '../core/preprocessing.js';
import { describeShape, fittingSize } from '../core/shapes.js';
import type { Batch } from '../data/batch.js';
import type { DatasetInfo } from '../data/dataset.js';
import type { ModelMetadata } from './metadata.js';

/** What is known of data before any of it is read. */
export interface DataInfo extends DatasetInfo {
  readonly preprocessing?: Preprocessing;
}

/** Refuses a model of several inputs, and for training one that has nothing to train. */
export function checkModelFits(where: string, model: LayersModel, isTraining = false): void {
  const { inputs } = model;
  if (inputs.length !== 1) {
    throw new SegkitError(
      `${where}: the model "${model.name}" has ${inputs.length} inputs. It must have one: put the others into layers, or ` +
        `train it in a loop of your own.`,
    );
  }
  if (!isTraining || model.trainableWeights.length > 0) return;
  throw new SegkitError(
    `${where}: every layer of "${model.name}" is frozen. Let some of them learn: unfreeze(model), or trainable = true.`,
  );
}

/**
 * Refuses data whose masks mean something else than the model's output, or whose pictures become numbers in another way
 * than the model says: such a model would be wrong without a word as soon as it is used.
 */
export function checkDataFits(where: string, data: DataInfo, model: ModelMetadata): void {
  if (data.task !== undefined && data.task !== model.task) {
    throw new OptionError(
      `${where}: the data is for task "${data.task}", the model "${model.architecture}" for "${model.task}". ` +
        `Build the model, or read the masks, with the other's task.`,
      { option: 'task', value: data.task },
    );
  }
  if (data.classes !== undefined && model.task !== 'binary' && data.classes !== model.classes) {
    throw new OptionError(
      `${where}: the data has ${data.classes} classes, the model "${model.architecture}" ${model.classes}. ` +
        `Give both the same number.`,
      { option: 'classes', value: data.classes },
    );
  }
  if (data.preprocessing !== undefined && !isSamePreprocessing(data.preprocessing, model.preprocessing, model)) {
    throw new OptionError(
      `${where}: the loader reads pictures with preprocessing ${JSON.stringify(data.preprocessing)}, the model says ` +
        `${JSON.stringify(model.preprocessing)}. Give both the same: the model's is what segment() will use.`,
      { option: 'preprocessing', value: data.preprocessing },
    );
  }
}

/** Refuses pictures that the model cannot read, before TensorFlow.js does in its own words. */
export function checkBatchFits(where: string, { x }: Batch, model: ModelMetadata): void {
  const [, height, width, channels] = x.shape;
  const [modelHeight, modelWidth, modelChannels] = model.inputShape;
  const got = describeShape([width, height, channels]);
  const fields = { expected: model.inputShape, actual: [height, width, channels] };
  if (modelChannels !== null && channels !== modelChannels) {
    throw new ShapeError(
      `${where}: pictures have ${channels} channels, the model reads ${modelChannels}. Read them with { channels: ${modelChannels} }.`,
      fields,
    );
  }
  if ((modelHeight !== null && height !== modelHeight) || (modelWidth !== null && width !== modelWidth)) {
    const wanted = describeShape([modelWidth, modelHeight]);
    throw new ShapeError(
      `${where}: a batch of ${got} pictures, the model reads ${wanted} (width×height). Give the loader this size, or build ` +
        `the model with inputShape [null, null, ${channels}].`,
      fields,
    );
  }
  const { divisor, minimum } = model;
  const [nextWidth, nextHeight] = [width, height].map((size) => fittingSize(size, { divisor, minimum }));
  if (model.pad === 'auto' || (height === nextHeight && width === nextWidth)) return;
  const next = describeShape([nextWidth, nextHeight]);
  const least = minimum === undefined ? '' : ` of at least ${minimum}`;
  throw new ShapeError(
    `${where}: a batch of ${got} pictures (width×height×channels), and the model needs multiples of ${divisor}${least}. Give the ` +
      `loader a size such as ${next}, or build the model with pad: 'auto'.`,
    fields,
  );
}

function isSamePreprocessing(a: Preprocessing, b: Preprocessing, { inputShape }: ModelMetadata): boolean {
  const channels = inputShape[2] ?? 1;
  const spread = (value: number | readonly number[]): readonly number[] =>
    typeof value === 'number' ? Array.from({ length: channels }, () => value) : value;
  const isSame = (x: number | readonly number[], y: number | readonly number[]): boolean =>
    String(spread(x)) === String(spread(y));
  return isSame(a.mean ?? 0, b.mean ?? 0) && isSame(a.std ?? 1, b.std ?? 1);
}
