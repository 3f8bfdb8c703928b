import { imagenetPreprocessing } from '../../core/preprocessing.js';
import { axisPadding } from '../../ops/convolution/padding.js';
import { defineEfficientNet, type EfficientNetStyle } from './efficientNetParts.js';
import type { EncoderFamily } from './encoder.js';

/**
 * What one EfficientNet differs in from another: its channels, its blocks, the side of the pictures that it was made for, and
 * before how many blocks its last stage begins, where that is not where a group does.
 */
type Row = readonly [width: number, depth: number, side: number, lastStage?: number];

const rows: Readonly<Record<string, Row>> = {
  'efficientnet-b0': [1, 1, 224, 9],
  'efficientnet-b1': [1, 1.1, 240],
  'efficientnet-b2': [1.1, 1.2, 260],
  'efficientnet-b3': [1.2, 1.4, 300],
  'efficientnet-b4': [1.4, 1.8, 380],
  'efficientnet-b5': [1.6, 2.2, 456],
  'efficientnet-b6': [1.8, 2.6, 528],
  'efficientnet-b7': [2, 3.1, 600],
};

/**
 * EfficientNet as the package efficientnet-pytorch has it: padding is that which TensorFlow would give to the pictures that
 * the network was made for, whatever the size of the picture.
 *
 * @see Tan and Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019
 */
export const efficientnetFamily: EncoderFamily = {
  name: 'efficientnet',
  names: Object.keys(rows),
  preprocessing: () => imagenetPreprocessing,
  define: (name, scope, options) => {
    const [width, depth] = rows[name];
    return defineEfficientNet(name, scope, options, { scale: { width, depth }, style: styleOf(rows[name]) });
  },
};

const blockNames = {
  expand: '_expand_conv',
  expandNorm: '_bn0',
  depthwise: '_depthwise_conv',
  depthwiseNorm: '_bn1',
  squeeze: ['_se_reduce', '_se_expand'],
  project: '_project_conv',
  projectNorm: '_bn2',
} as const;

const styleOf = ([, , side, lastStage]: Row): EfficientNetStyle => ({
  stem: ['_conv_stem', '_bn0'],
  head: ['_conv_head', '_bn1'],
  blockScope: (encoder, { index }) => encoder.at('_blocks', index),
  blockNames: () => blockNames,
  stages: (blocks) => {
    const firstOf = (group: number): number => blocks.findIndex((block) => block.group === group);
    return [0, firstOf(2), firstOf(3), lastStage ?? firstOf(5)];
  },
  padding: ({ kernelSize: window, strides: stride, reduction }) => {
    const both = axisPadding('same', 0, { size: Math.ceil(side / reduction), window, stride });
    return [both, both];
  },
  activation: 'swish',
  squeezes: true,
  epsilon: 1e-3,
  momentum: 0.99,
  dropRate: 0.2,
  library: 'smp',
});
