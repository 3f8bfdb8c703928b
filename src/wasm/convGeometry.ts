import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../core/errors.js';

/** The sizes, strides and paddings of a two-dimensional convolution, as tfjs works them out. */
export type ConvGeometry = tf.backend_util.Conv2DInfo;

/** What the attributes of tfjs's convolution kernels have in common. */
export interface ConvAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat?: string;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dilations?: [number, number] | number;
}

type Shape4D = [number, number, number, number];

/** Works out the geometry of a kernel's convolution and refuses what the kernels here cannot do: NCHW and, backwards, dilation. */
export function convGeometry(
  kernel: string,
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvAttributes,
  depthwise: boolean,
): ConvGeometry {
  const { strides, pad, dimRoundingMode, dilations = 1, dataFormat = 'NHWC' } = attributes;
  if (dataFormat !== 'NHWC') {
    throw new BackendError(
      `wasm backend, ${kernel}: dataFormat is ${dataFormat}. Only NHWC is supported: transpose to [batch, height, width, channels].`,
    );
  }
  const [dilationHeight, dilationWidth] = typeof dilations === 'number' ? [dilations, dilations] : dilations;
  if (dilationHeight !== 1 || dilationWidth !== 1) {
    throw new BackendError(
      `wasm backend, ${kernel}: dilation is ${dilationHeight}×${dilationWidth}. Dilated convolutions cannot be ` +
        'differentiated by tfjs: take spaceToBatchND, a convolution without dilation and batchToSpaceND.',
    );
  }
  return tf.backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    1,
    pad,
    dimRoundingMode,
    depthwise,
    'channelsLast',
  );
}
