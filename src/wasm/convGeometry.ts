import * as tf from '@tensorflow/tfjs-core';
import { BackendError, ShapeError } from '../core/errors.js';

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

/** What a kernel computes: a convolution forward, one of its gradients, or one of a depthwise convolution. */
export type ConvKind = 'forward' | 'backprop' | 'depthwiseBackprop';

/** Works out the geometry of a kernel's convolution and refuses what it cannot do: NCHW and, backwards, dilation. */
export function convGeometry(
  kernel: string,
  kind: ConvKind,
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvAttributes,
): ConvGeometry {
  const { strides, pad, dimRoundingMode, dilations = 1, dataFormat = 'NHWC' } = attributes;
  if (dataFormat !== 'NHWC') {
    throw new BackendError(
      `wasm backend, ${kernel}: dataFormat is ${dataFormat}. Only NHWC is supported: transpose to [batch, height, width, channels].`,
    );
  }
  const geometry = tf.backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    kind === 'depthwiseBackprop',
    'channelsLast',
  );
  const { dilationHeight, dilationWidth, outHeight, outWidth } = geometry;
  if (kind !== 'forward' && (dilationHeight !== 1 || dilationWidth !== 1)) {
    throw new BackendError(
      `wasm backend, ${kernel}: dilation is ${dilationHeight}×${dilationWidth}. tfjs has no gradient of dilated ` +
        'convolutions: take spaceToBatchND, a convolution without dilation and batchToSpaceND.',
    );
  }
  if (outHeight < 0 || outWidth < 0) {
    throw new ShapeError(
      `wasm backend, ${kernel}: a filter of ${filterShape.slice(0, 2).join('×')} does not fit into an input of ` +
        `${inputShape.slice(1, 3).join('×')} with padding ${JSON.stringify(pad)}. Take a larger input or pad "same".`,
      { actual: inputShape },
    );
  }
  return geometry;
}
