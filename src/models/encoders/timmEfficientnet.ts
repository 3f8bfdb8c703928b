import { imagenetPreprocessing, type Preprocessing } from '../../core/preprocessing.js';
import type { Scope } from '../../layers/scope.js';
import {
  defineEfficientNet,
  type EfficientNetBlock,
  type EfficientNetBlockNames,
  type EfficientNetScale,
  type EfficientNetStyle,
} from './efficientNetParts.js';
import type { Encoder, EncoderFamily, EncoderOptions } from './encoder.js';
import { mobilenetV2Groups } from './mobilenetV2.js';

/** What one EfficientNet differs in from another: its channels and blocks. */
type Row = readonly [width: number, depth: number];

const rows: Readonly<Record<string, Row>> = {
  b0: [1, 1],
  b1: [1, 1.1],
  b2: [1.1, 1.2],
  b3: [1.2, 1.4],
  b4: [1.4, 1.8],
  b5: [1.6, 2.2],
  b6: [1.8, 2.6],
  b7: [2, 3.1],
  b8: [2.2, 3.6],
  l2: [4.3, 5.3],
  lite0: [1, 1],
  lite1: [1, 1.1],
  lite2: [1.1, 1.2],
  lite3: [1.2, 1.4],
  lite4: [1.4, 1.8],
};

const isLite = (name: string): boolean => name.includes('lite');

/** `b0` of `timm-efficientnet-b0` and `tf_efficientnet_b0`. */
const rowOf = (name: string): string => name.slice(name.search(/[a-z]+\d+$/));

/** From −1 to 1. */
const centered: Preprocessing = { mean: 0.5, std: 0.5 };

/**
 * EfficientNet as timm has it, with padding alike on all sides, and its lite ones, which neither squeeze nor have smooth
 * activations.
 *
 * @see Tan and Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019
 */
export const timmEfficientnetFamily: EncoderFamily = {
  name: 'timm_efficientnet',
  names: Object.keys(rows).map((row) => (isLite(row) ? `timm-tf_efficientnet_${row}` : `timm-efficientnet-${row}`)),
  preprocessing: (name) => (isLite(name) ? centered : imagenetPreprocessing),
  define: (name, scope, options) => {
    const scale = scaleOf(name);
    return defineEfficientNet(name, scope, options, { scale, style: styleOf(name) });
  },
};

function scaleOf(name: string): EfficientNetScale {
  const [width, depth] = rows[rowOf(name)];
  return { width, depth, fixedEnds: isLite(name) };
}

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

const firstOfGroups = (blocks: readonly EfficientNetBlock[], groups: readonly number[]): number[] =>
  groups.map((group) => blocks.findIndex((block) => block.group === group));

const style: EfficientNetStyle = {
  stem: ['conv_stem', 'bn1'],
  head: ['conv_head', 'bn2'],
  blockScope: (encoder, { group, indexInGroup }) => encoder.at('blocks', group, indexInGroup),
  blockNames: ({ expansion }) => (expansion === 1 ? withoutExpansion : withExpansion),
  stages: (blocks) => firstOfGroups(blocks, [0, 2, 3, 5]),
  padding: ({ kernelSize, dilation }) => Math.floor(kernelSize / 2) * dilation,
  activation: 'swish',
  squeezes: true,
  epsilon: 1e-5,
  momentum: 0.9,
  dropRate: 0.2,
  library: 'smp',
};

const styleOf = (name: string): EfficientNetStyle =>
  isLite(name) ? { ...style, activation: 'relu6', squeezes: false } : style;

/** Those of MobileNetV2, which is built like an EfficientNet. */
const mobilenets: Readonly<Record<string, Row>> = {
  mobilenetv2_035: [0.35, 1],
  mobilenetv2_050: [0.5, 1],
  mobilenetv2_075: [0.75, 1],
  mobilenetv2_100: [1, 1],
  mobilenetv2_110d: [1.1, 1.2],
  mobilenetv2_120d: [1.2, 1.4],
  mobilenetv2_140: [1.4, 1],
};

/** What timm itself calls its EfficientNets, `tf_` padded as in TensorFlow, and its MobileNets. */
export const timmOwnNames: readonly string[] = [
  ...Object.keys(rows).flatMap((row) => [`efficientnet_${row}`, `tf_efficientnet_${row}`]),
  ...Object.keys(mobilenets),
];

/**
 * Declares the parameters of an EfficientNet or MobileNet in timm's way: features are taken behind the first group of
 * blocks, not behind the stem, and there is no head.
 */
export function defineTimmOwn(name: string, scope: Scope, options: EncoderOptions): Encoder {
  const common: Partial<EfficientNetStyle> = {
    head: undefined,
    stages: (blocks) => firstOfGroups(blocks, [1, 2, 3, 5]),
    dropRate: 0,
    library: 'timm',
  };
  const mobilenet = mobilenets[name];
  if (mobilenet) {
    const [width, depth] = mobilenet;
    const scale = { width, depth, fixedEnds: name.endsWith('d'), groups: mobilenetV2Groups };
    return defineEfficientNet(name, scope, options, {
      scale,
      style: { ...style, ...common, activation: 'relu6', squeezes: false },
    });
  }
  const likeTensorflow: Partial<EfficientNetStyle> = name.startsWith('tf_')
    ? { padding: () => 'same', epsilon: 1e-3 }
    : {};
  return defineEfficientNet(name, scope, options, {
    scale: scaleOf(name),
    style: { ...styleOf(name), ...common, ...likeTensorflow },
  });
}
