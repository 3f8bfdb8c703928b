import type { Preprocessing } from '../../core/preprocessing.js';
import { type Block, chain } from '../../layers/block.js';
import { type Conv2dOptions, conv2d } from '../../layers/modules/conv2d.js';
import { convNorm } from '../../layers/modules/convNorm.js';
import { batchNorm2d } from '../../layers/modules/norms.js';
import { activate, addAll, concatenateAll, maxPool2d, sliceChannels } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type EncoderFamily, type EncoderOptions, stagedEncoder, stageScope } from './encoder.js';

/** What a dual path network differs in from another; lists have a number for each of the layers `conv2` … `conv5`. */
interface Row {
  readonly stem: number;
  readonly stemKernel: 3 | 7;
  /** The channels of the residual path, and of the 3×3 convolutions, in `conv2`; each further layer has twice as many. */
  readonly residual: number;
  readonly inner: number;
  readonly groups: number;
  readonly blocks: readonly number[];
  /** What a block adds to the dense path. */
  readonly growth: readonly number[];
  /** Whether the last convolution of a block is one for each path. */
  readonly splitsLast?: boolean;
}

const small = { stem: 10, stemKernel: 3, residual: 64, inner: 128, groups: 32 } as const;
const dpn68: Row = { ...small, blocks: [3, 4, 12, 3], growth: [16, 32, 32, 64] };
const large = { stemKernel: 7, residual: 256 } as const;

const rows: Readonly<Record<string, Row>> = {
  dpn68,
  dpn68b: { ...dpn68, splitsLast: true },
  dpn92: { ...large, stem: 64, inner: 96, groups: 32, blocks: [3, 4, 20, 3], growth: [16, 32, 24, 128] },
  dpn98: { ...large, stem: 96, inner: 160, groups: 40, blocks: [3, 6, 20, 3], growth: [16, 32, 32, 128] },
  dpn107: { ...large, stem: 128, inner: 200, groups: 50, blocks: [4, 8, 20, 3], growth: [20, 64, 64, 128] },
  dpn131: { ...large, stem: 128, inner: 160, groups: 40, blocks: [4, 8, 28, 3], growth: [16, 32, 32, 128] },
};

/** What pretrained weights expect. */
const preprocessing: Preprocessing = { mean: [124 / 255, 117 / 255, 104 / 255], std: 1 / (0.0167 * 255) };

const epsilon = 1e-3;

/**
 * Dual path networks, which add to one part of their features as ResNet does and lengthen the other as DenseNet does, as
 * in Cadene's pretrainedmodels.
 *
 * @see Chen et al., Dual Path Networks, 2017
 */
export const dpnFamily: EncoderFamily = {
  name: 'dpn',
  names: Object.keys(rows),
  preprocessing: () => preprocessing,
  define: (name, scope, options) => {
    const row = rows[name];
    const at = scope.at('features');
    const stem = stemBlock(at.at('conv1_1'), row, options.inputChannels);
    const layers: { channels: number; block: Block }[] = [];
    row.blocks.forEach((_, index) => {
      const inputChannels = index === 0 ? row.stem : layers[index - 1].channels;
      layers.push(dualPathLayer(at, { row, index, inputChannels }, options));
    });
    const [first, second, third, last] = layers;
    const encoder = stagedEncoder(name, options, [
      { channels: row.stem, block: stem },
      { ...first, block: chain(maxPool2d(at, 3, 2, 1), first.block) },
      second,
      third,
      { ...last, block: chain(last.block, normalized(at.at('conv5_bn_ac'), last.channels)) },
    ]);
    // The layers go on from what the others put out, but decoders get it without what is negative.
    const bend = activate(at);
    return {
      ...encoder,
      features: (x) => encoder.features(x).map((each, i) => (i >= 2 && i <= 4 ? bend(each) : each)),
    };
  },
};

function stemBlock(scope: Scope, { stem, stemKernel }: Row, inputChannels: number): Block {
  const size = { inputChannels, filters: stem, kernelSize: stemKernel, strides: 2, padding: (stemKernel - 1) / 2 };
  return chain(convNorm(scope.at('conv'), scope.at('bn'), { ...size, epsilon }), activate(scope));
}

interface LayerPlace {
  readonly row: Row;
  readonly index: number;
  readonly inputChannels: number;
}

/** `conv2` … `conv5`: a projection of what comes in to both paths, and blocks that add to the one and lengthen the other. */
function dualPathLayer(
  scope: Scope,
  { row, index, inputChannels }: LayerPlace,
  options: EncoderOptions,
): { channels: number; block: Block } {
  const strides = index === 0 ? 1 : 2;
  const residual = row.residual * 2 ** index;
  const growth = row.growth[index];
  const layer = index + 2;
  const at = (i: number): Scope => stageScope(scope.at(`conv${layer}_${i + 1}`), layer, options);
  const project = preactivated(at(0), `c1x1_w_s${strides}`, { inputChannels, filters: residual + 2 * growth, strides });
  const blocks = Array.from({ length: row.blocks[index] }, (_, i) =>
    dualPathBlock(at(i), row, {
      inputChannels: i === 0 ? inputChannels : residual + (i + 2) * growth,
      inner: row.inner * 2 ** index,
      strides: i === 0 ? strides : 1,
      residual,
      growth,
    }),
  );
  const channelsAfter = (i: number): number => residual + (i + 3) * growth;
  const block: Block = (x) => {
    let whole = x;
    let [sum, rest] = splitAt(at(0), project(x), residual, 2 * growth);
    blocks.forEach((path, i) => {
      const [added, further] = path(whole);
      sum = addAll(at(i), [sum, added]);
      rest = concatenateAll(at(i), [rest, further]);
      whole = concatenateAll(at(i), [sum, rest]);
    });
    return whole;
  };
  return { channels: channelsAfter(blocks.length - 1), block };
}

interface BlockSize {
  readonly inputChannels: number;
  readonly inner: number;
  readonly strides: number;
  readonly residual: number;
  readonly growth: number;
}

type TwoPaths = (x: Tensor) => readonly [residual: Tensor, dense: Tensor];
type Tensor = Parameters<Block>[0];

/** What a block gives to each of the paths. */
function dualPathBlock(scope: Scope, { groups, splitsLast }: Row, size: BlockSize): TwoPaths {
  const { inputChannels, inner, strides, residual, growth } = size;
  const inside = chain(
    preactivated(scope, 'c1x1_a', { inputChannels, filters: inner }),
    preactivated(scope, 'c3x3_b', { inputChannels: inner, filters: inner, kernelSize: 3, strides, padding: 1, groups }),
  );
  if (!splitsLast) {
    const last = chain(inside, preactivated(scope, 'c1x1_c', { inputChannels: inner, filters: residual + growth }));
    return (x) => splitAt(scope, last(x), residual, growth);
  }
  const whole = chain(inside, normalized(scope.at('c1x1_c'), inner));
  const toResidual = conv2d(scope.at('c1x1_c1'), { inputChannels: inner, filters: residual, bias: false });
  const toDense = conv2d(scope.at('c1x1_c2'), { inputChannels: inner, filters: growth, bias: false });
  return (x) => {
    const y = whole(x);
    return [toResidual(y), toDense(y)];
  };
}

/** Normalization and activation, and a convolution behind. */
function preactivated(scope: Scope, name: string, options: Conv2dOptions): Block {
  const at = scope.at(name);
  return chain(normalized(at, options.inputChannels), conv2d(at.at('conv'), { ...options, bias: false }));
}

const normalized = (scope: Scope, channels: number): Block =>
  chain(batchNorm2d(scope.at('bn'), { channels, epsilon }), activate(scope));

const splitAt = (scope: Scope, x: Tensor, first: number, second: number): [Tensor, Tensor] => [
  sliceChannels(scope, x, 0, first),
  sliceChannels(scope, x, first, second),
];
