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
  const ignored = 'channels' in a ? form.ignoreIndex : -1;
  const [first, second] = [softLabels(a, form), softLabels(b, form).data];
  const { data } = first;
  for (let i = 0; i < data.length; i++) {
    if (data[i] === ignored) continue;
    data[i] = second[i] === ignored ? second[i] : lambda * data[i] + (1 - lambda) * second[i];
  }
  return first;
}
