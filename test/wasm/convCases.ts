import * as tf from '@tensorflow/tfjs-core';

/** One convolution of the table that every convolution kernel is tested on. */
export interface ConvCase {
  readonly input: readonly [number, number, number, number];
  readonly filter: readonly [number, number];
  readonly outputs: number;
  readonly strides: [number, number];
  readonly pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
}

const filters = [
  [1, 1],
  [2, 2],
  [3, 3],
  [4, 4],
  [5, 5],
  [7, 7],
  [1, 3],
  [3, 1],
  [2, 5],
] as const;

const strides: readonly [number, number][] = [
  [1, 1],
  [2, 2],
  [2, 1],
  [3, 3],
];

const pads: readonly ConvCase['pad'][] = [
  'same',
  'valid',
  1,
  [
    [0, 0],
    [1, 2],
    [0, 3],
    [0, 0],
  ],
];

const shapes = [
  { input: [2, 7, 9, 3], outputs: 5 },
  { input: [1, 8, 8, 8], outputs: 12 },
] as const;

/** The systematic table: filters 1×1 to 7×7, strides 1 to 3, every padding, odd and even sizes. */
export const convCases: readonly ConvCase[] = shapes.flatMap(({ input, outputs }) =>
  filters.flatMap((filter) =>
    strides.flatMap((stride) => pads.map((pad) => ({ input, filter, outputs, strides: stride, pad }))),
  ),
);

/** Shapes at the rim: no pictures, one pixel, channels that fill no vector, channels by the hundred. */
export const rimCases: readonly ConvCase[] = [
  { input: [0, 6, 6, 4], filter: [3, 3], outputs: 4, strides: [1, 1], pad: 'same' },
  { input: [0, 6, 6, 16], filter: [1, 1], outputs: 8, strides: [1, 1], pad: 'same' },
  { input: [1, 1, 1, 1], filter: [1, 1], outputs: 1, strides: [1, 1], pad: 'same' },
  { input: [1, 1, 1, 16], filter: [3, 3], outputs: 16, strides: [1, 1], pad: 'same' },
  { input: [3, 1, 1, 5], filter: [3, 3], outputs: 3, strides: [2, 2], pad: 'same' },
  { input: [1, 2, 2, 1], filter: [7, 7], outputs: 1, strides: [1, 1], pad: 'same' },
  { input: [2, 1, 17, 9], filter: [3, 3], outputs: 10, strides: [1, 1], pad: 'same' },
  { input: [1, 13, 11, 17], filter: [3, 3], outputs: 19, strides: [1, 1], pad: 'same' },
  { input: [1, 12, 12, 20], filter: [3, 3], outputs: 13, strides: [1, 1], pad: 'valid' },
  { input: [2, 9, 9, 1], filter: [3, 3], outputs: 3, strides: [1, 1], pad: 'same' },
  { input: [1, 5, 5, 300], filter: [3, 3], outputs: 7, strides: [1, 1], pad: 'same' },
  { input: [1, 4, 4, 9], filter: [3, 3], outputs: 257, strides: [1, 1], pad: 'same' },
  { input: [1, 2, 2, 700], filter: [1, 1], outputs: 300, strides: [1, 1], pad: 'same' },
  { input: [1, 6, 6, 8], filter: [3, 3], outputs: 8, strides: [1, 1], pad: 4 },
  // More tiles than are taken at a time, and more output channels, the last of them few.
  { input: [2, 37, 45, 10], filter: [3, 3], outputs: 12, strides: [1, 1], pad: 'same' },
  { input: [2, 37, 45, 10], filter: [2, 2], outputs: 12, strides: [1, 1], pad: 'same' },
  { input: [1, 8, 8, 128], filter: [3, 3], outputs: 150, strides: [1, 1], pad: 'same' },
  { input: [1, 8, 8, 150], filter: [2, 2], outputs: 131, strides: [1, 1], pad: 'valid' },
  { input: [1, 6, 6, 8], filter: [1, 1], outputs: 8, strides: [1, 1], pad: 2 },
];

/** The convolution in words. */
export function describeCase({ input, filter, outputs, strides: [down, across], pad }: ConvCase): string {
  const padding = typeof pad === 'object' ? `explicit ${pad[1].join()}/${pad[2].join()}` : `pad ${pad}`;
  return `${input.join('×')} → ${outputs}, filter ${filter.join('×')}, stride ${down}×${across}, ${padding}`;
}

/** The shape that the convolution gives; `depthwise` takes `outputs` as the multiplier. */
export function outputShape(conv: ConvCase, depthwise = false): [number, number, number, number] {
  return tf.backend_util.computeConv2DInfo(
    conv.input as [number, number, number, number],
    filterShape(conv),
    conv.strides,
    1,
    conv.pad,
    undefined,
    depthwise,
  ).outShape;
}

/** The shape of the convolution's filter. */
export function filterShape({ filter, input, outputs }: ConvCase): [number, number, number, number] {
  return [filter[0], filter[1], input[3], outputs];
}

/** Whether there is an output at all, as there is not where the filter is larger than the padded input. */
export function hasOutput(conv: ConvCase): boolean {
  const [, height, width] = outputShape(conv);
  return height > 0 && width > 0;
}
