import type { Tensor } from '@tensorflow/tfjs-core';
import { DataError, ShapeError } from '../core/errors.js';
import { describeShape } from '../core/shapes.js';
import type { LabelMap } from '../raster/labelMap.js';
import type { Raster } from '../raster/raster.js';

/** Number types that metrics read. Whole-number types hold labels, floats hold logits or probabilities. */
export type MetricData =
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** Numbers with a shape, row-major, as in the `y` of a batch. */
export interface MetricArray {
  readonly data: MetricData;
  readonly shape: readonly number[];
}

/**
 * What a metric takes for truth or prediction: a tensor, an array with a shape, one label map or raster (read as
 * `[1,H,W]` or `[1,H,W,channels]`), or a list of label maps or rasters, which may differ in size.
 */
export type MetricInput = OneInput | readonly (LabelMap | Raster)[];

type OneInput = Tensor | MetricArray | LabelMap | Raster;

/** An input in main memory, or, for a tensor, on its way there. */
export interface Pixels {
  readonly shape: readonly number[];
  /** Whether the numbers are whole by type: labels, not scores. */
  readonly isLabels: boolean;
  /** Set where the numbers live on a backend. */
  readonly tensor?: Tensor;
  read(): Promise<MetricData> | MetricData;
}

/** Pairs truth with prediction: lists item by item, everything else as one pair. */
export function pairInputs(where: string, yTrue: MetricInput, yPred: MetricInput): [Pixels, Pixels][] {
  const [truths, predictions] = [toPixels(where, 'yTrue', yTrue), toPixels(where, 'yPred', yPred)];
  if (truths.length !== predictions.length || Array.isArray(yTrue) !== Array.isArray(yPred)) {
    const [a, b] = [yTrue, yPred].map((input) =>
      Array.isArray(input) ? `lists ${input.length} pictures` : 'is one array',
    );
    throw new ShapeError(`${where}: yTrue ${a}, but yPred ${b}. Give one prediction a truth, both in the same form.`);
  }
  return truths.map((truth, i) => [truth, predictions[i]]);
}

/** An input, or each picture of a list. */
export function toPixels(where: string, role: string, input: MetricInput): Pixels[] {
  if (!Array.isArray(input)) return [readOne(where, role, input as OneInput)];
  return input.map((picture: LabelMap | Raster) => readOne(where, role, picture));
}

function readOne(where: string, role: string, input: OneInput): Pixels {
  if (isTensor(input)) {
    return {
      shape: input.shape,
      isLabels: input.dtype === 'int32' || input.dtype === 'bool',
      tensor: input,
      read: () => input.data() as Promise<MetricData>,
    };
  }
  if (input === null || typeof input !== 'object' || !('data' in input) || !ArrayBuffer.isView(input.data)) {
    throw new DataError(
      `${where}: ${role} holds no numbers that can be read. ` +
        'Give a tensor, { data, shape }, a label map, or two lists of label maps.',
    );
  }
  const { data } = input;
  const shape = 'shape' in input ? input.shape : pictureShape(input);
  const size = shape.reduce((product, length) => product * length, 1);
  if (data.length !== size) {
    throw new ShapeError(
      `${where}: ${role} has ${data.length} values for the shape ${describeShape(shape)}. Give as many as it says.`,
      { actual: shape },
    );
  }
  return { shape, isLabels: !(data instanceof Float32Array || data instanceof Float64Array), read: () => data };
}

function pictureShape(picture: LabelMap | Raster): number[] {
  const { height, width } = picture;
  return 'channels' in picture ? [1, height, width, picture.channels] : [1, height, width];
}

/** By what it can do, since a page may hold two copies of tfjs. */
function isTensor(input: MetricInput): input is Tensor {
  return typeof input === 'object' && input !== null && 'dtype' in input && 'dataSync' in input;
}
