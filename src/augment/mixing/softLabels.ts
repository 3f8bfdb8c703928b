import { OptionError } from '../../core/errors.js';
import type { LabelMap } from '../../raster/labelMap.js';
import type { Raster } from '../../raster/raster.js';
import type { MixInfo } from './mixTransform.js';

/** How labels become parts of classes. */
export interface SoftLabelForm {
  /** Channels of the soft mask: 1 for `binary`, as many as classes for `multiclass`; for masks of K channels, K. */
  readonly channels: number;
  /** The label that counts nowhere, where there is one. */
  readonly ignoreIndex?: number;
}

/** The form that the masks of a data set get; refuses data of which too little is known. */
export function softLabelForm(
  name: string,
  mask: LabelMap | Raster,
  { task, classes, ignoreIndex }: MixInfo,
): SoftLabelForm {
  const ignore = ignoreIndex === undefined ? {} : { ignoreIndex };
  if ('channels' in mask) return { channels: mask.channels, ...ignore };
  if (task === 'binary') return { channels: 1, ...ignore };
  if (task === 'multiclass' && classes !== undefined) return { channels: classes, ...ignore };
  throw new OptionError(
    `${name}: labels are to become parts of classes, but nobody says how many there are. Give ${name}({ task, classes }), ` +
      'or declare them where the data set is made.',
    { option: 'classes' },
  );
}

/**
 * Labels as parts of classes, float32 of 0 and 1: one channel for `binary`, one a class for `multiclass`; −1 in all
 * channels where the label is the ignore index. A mask of K channels keeps its values.
 */
export function softLabels(mask: LabelMap | Raster, { channels, ignoreIndex }: SoftLabelForm): Raster {
  const { data, width, height } = mask;
  if ('channels' in mask) return { data: Float32Array.from(data), width, height, channels };
  const output = new Float32Array(data.length * channels);
  for (let i = 0; i < data.length; i++) {
    if (data[i] === ignoreIndex) output.fill(-1, i * channels, (i + 1) * channels);
    else if (channels === 1) output[i] = data[i];
    else output[i * channels + data[i]] = 1;
  }
  return { data: output, width, height, channels };
}

/** `λ · a + (1 − λ) · b`; a pixel that does not count in one of them does not count in the mix. */
export function mixLabels(a: LabelMap | Raster, b: LabelMap | Raster, lambda: number, form: SoftLabelForm): Raster {
  const { width, height } = a;
  const { channels, ignoreIndex } = form;
  if ('channels' in a) return { data: mixValues(a.data, b.data, lambda, ignoreIndex), width, height, channels };
  const data = new Float32Array(a.data.length * channels);
  const isBinary = channels === 1;
  for (let i = 0; i < a.data.length; i++) {
    const [first, second] = [a.data[i], b.data[i]];
    if (first === ignoreIndex || second === ignoreIndex) data.fill(-1, i * channels, (i + 1) * channels);
    else if (isBinary) data[i] = lambda * first + (1 - lambda) * second;
    else if (first === second) data[i * channels + first] = 1;
    else {
      data[i * channels + first] = lambda;
      data[i * channels + second] = 1 - lambda;
    }
  }
  return { data, width, height, channels };
}

function mixValues(a: ArrayLike<number>, b: ArrayLike<number>, lambda: number, ignoreIndex?: number): Float32Array {
  const mixed = new Float32Array(a.length);
  for (let i = 0; i < mixed.length; i++) {
    const isIgnored = ignoreIndex !== undefined && (a[i] === ignoreIndex || b[i] === ignoreIndex);
    mixed[i] = isIgnored ? ignoreIndex : lambda * a[i] + (1 - lambda) * b[i];
  }
  return mixed;
}
