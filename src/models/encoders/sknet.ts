import { imagenetPreprocessing } from '../../core/preprocessing.js';
import { type Block, chain, identityBlock } from '../../layers/block.js';
import { type ConvNormOptions, convNorm } from '../../layers/modules/convNorm.js';
import { selectiveKernel } from '../../layers/modules/selectiveKernel.js';
import { activate, addAll, maxPool2d } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type EncoderFamily, type EncoderOptions, stagedEncoder, stageScope } from './encoder.js';

/** The kind of its blocks, and how many of them each layer has. */
type Row = readonly [kind: 'basic' | 'bottleneck', blocks: readonly number[]];

const rows: Readonly<Record<string, Row>> = {
  'timm-skresnet18': ['basic', [2, 2, 2, 2]],
  'timm-skresnet34': ['basic', [3, 4, 6, 3]],
  'timm-skresnext50_32x4d': ['bottleneck', [3, 4, 6, 3]],
};

const stemChannels = 64;

/**
 * ResNet and ResNeXt with selective kernels as timm has them.
 *
 * @see Li et al., Selective Kernel Networks, 2019
 */
export const sknetFamily: EncoderFamily = {
  name: 'sknet',
  names: Object.keys(rows),
  preprocessing: () => imagenetPreprocessing,
  define: (name, scope, options) => {
    const row = rows[name];
    const { inputChannels } = options;
    const size = { inputChannels, filters: stemChannels, kernelSize: 7, strides: 2, padding: 3 };
    const stem = chain(convNorm(scope.at('conv1'), scope.at('bn1'), size), activate(scope));
    const layers = row[1].map((_, index) => residualLayer(scope, row, index, options));
    const [first, ...further] = layers.map((block, index) => ({ channels: widthOf(index) * expansionOf(row), block }));
    const pooled = chain(maxPool2d(scope, 3, 2, 1), first.block);
    return stagedEncoder(name, options, [
      { channels: stemChannels, block: stem },
      { ...first, block: pooled },
      ...further,
    ]);
  },
};

const widthOf = (layer: number): number => 64 * 2 ** layer;

const expansionOf = ([kind]: Row): number => (kind === 'basic' ? 1 : 4);

/** `layer1` … `layer4`: blocks of the same width, of which the first strides, but in `layer1`. */
function residualLayer(scope: Scope, row: Row, index: number, options: EncoderOptions): Block {
  const width = widthOf(index);
  const at = stageScope(scope.at(`layer${index + 1}`), index + 2, options);
  const before = index === 0 ? stemChannels : widthOf(index - 1) * expansionOf(row);
  return chain(
    ...Array.from({ length: row[1][index] }, (_, i) => {
      const inputChannels = i === 0 ? before : width * expansionOf(row);
      return residualBlock(at.at(i), row, { inputChannels, width, strides: i === 0 && index > 0 ? 2 : 1 });
    }),
  );
}

interface BlockSize {
  readonly inputChannels: number;
  readonly width: number;
  readonly strides: number;
}

function residualBlock(scope: Scope, row: Row, size: BlockSize): Block {
  const { inputChannels, width, strides } = size;
  const filters = width * expansionOf(row);
  const main = row[0] === 'basic' ? basicPath(scope, size) : bottleneckPath(scope, size);
  const shortcut =
    strides === 1 && inputChannels === filters
      ? identityBlock
      : convNorm(scope.at('downsample', 0), scope.at('downsample', 1), { inputChannels, filters, strides });
  const bend = activate(scope);
  return (x) => bend(addAll(scope, [main(x), shortcut(x)]));
}

function basicPath(scope: Scope, { inputChannels, width, strides }: BlockSize): Block {
  const kernels = { inputChannels, filters: width, strides, groups: 1, innerChannels: width / 8 };
  return chain(
    selectiveKernel(scope.at('conv1'), kernels),
    unit(scope.at('conv2'), { inputChannels: width, filters: width, kernelSize: 3, padding: 1 }),
  );
}

function bottleneckPath(scope: Scope, { inputChannels, width, strides }: BlockSize): Block {
  const inner = width * 2; // 32 groups of 4 channels at width 64
  const kernels = { inputChannels: inner, filters: inner, strides, groups: 32, innerChannels: inner / 16 };
  return chain(
    unit(scope.at('conv1'), { inputChannels, filters: inner }),
    activate(scope),
    selectiveKernel(scope.at('conv2'), kernels),
    unit(scope.at('conv3'), { inputChannels: inner, filters: width * 4 }),
  );
}

/** `conv` and `bn` in one place. */
const unit = (scope: Scope, options: ConvNormOptions): Block => convNorm(scope.at('conv'), scope.at('bn'), options);
