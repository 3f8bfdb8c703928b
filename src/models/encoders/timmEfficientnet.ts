import { imagenetPreprocessing } from '../../core/preprocessing.js';
import { defineEfficientNet, type EfficientNetBlockNames, type EfficientNetStyle } from './efficientNetParts.js';
import type { EncoderFamily } from './encoder.js';

/** What one EfficientNet differs in from another: its channels and blocks. */
type Row = readonly [width: number, depth: number];

const rows: Readonly<Record<string, Row>> = {
  'timm-efficientnet-b0': [1, 1],
  'timm-efficientnet-b1': [1, 1.1],
  'timm-efficientnet-b2': [1.1, 1.2],
  'timm-efficientnet-b3': [1.2, 1.4],
  'timm-efficientnet-b4': [1.4, 1.8],
  'timm-efficientnet-b5': [1.6, 2.2],
  'timm-efficientnet-b6': [1.8, 2.6],
  'timm-efficientnet-b7': [2, 3.1],
  'timm-efficientnet-b8': [2.2, 3.6],
  'timm-efficientnet-l2': [4.3, 5.3],
  'timm-tf_efficientnet_lite0': [1, 1],
  'timm-tf_efficientnet_lite1': [1, 1.1],
  'timm-tf_efficientnet_lite2': [1.1, 1.2],
  'timm-tf_efficientnet_lite3': [1.2, 1.4],
  'timm-tf_efficientnet_lite4': [1.4, 1.8],
};

/**
 * EfficientNet as timm has it, with padding alike on all sides, and its lite ones, which neither squeeze nor have smooth
 * activations.
 *
 * @see Tan and Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019
 */
export const timmEfficientnetFamily: EncoderFamily = {
  name: 'timm_efficientnet',
  names: Object.keys(rows),
  preprocessing: (name) => (isLite(name) ? { mean: 0.5, std: 0.5 } : imagenetPreprocessing),
  define: (name, scope, options) => {
    const [width, depth] = rows[name];
    return defineEfficientNet(name, scope, options, {
      scale: { width, depth, fixedEnds: isLite(name) },
      style: isLite(name) ? { ...style, activation: 'relu6', squeezes: false } : style,
    });
  },
};

const isLite = (name: string): boolean => name.includes('_lite');

const shared = { depthwise: 'conv_dw', squeeze: ['se.conv_reduce', 'se.conv_expand'] } as const;

const withExpansion: EfficientNetBlockNames = {
  ...shared,
  expand: 'conv_pw',
  expandNorm: 'bn1',
  depthwiseNorm: 'bn2',
  project: 'conv_pwl',
  projectNorm: 'bn3',
};

const withoutExpansion: EfficientNetBlockNames = {
  ...withExpansion,
  depthwiseNorm: 'bn1',
  project: 'conv_pw',
  projectNorm: 'bn2',
};

const style: EfficientNetStyle = {
  stem: ['conv_stem', 'bn1'],
  head: ['conv_head', 'bn2'],
  blockScope: (encoder, { group, indexInGroup }) => encoder.at('blocks', group, indexInGroup),
  blockNames: ({ expansion }) => (expansion === 1 ? withoutExpansion : withExpansion),
  stages: (blocks) => [2, 3, 5].map((group) => blocks.findIndex((block) => block.group === group)),
  padding: ({ kernelSize }) => Math.floor(kernelSize / 2),
  activation: 'swish',
  squeezes: true,
  epsilon: 1e-5,
  momentum: 0.9,
};
