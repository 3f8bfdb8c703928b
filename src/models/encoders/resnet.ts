import { imagenetPreprocessing } from '../../core/preprocessing.js';
import { type Block, chain, identityBlock } from '../../layers/block.js';
import { type ConvNormOptions, convNorm } from '../../layers/modules/convNorm.js';
import { activate, addAll, maxPool2d } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type Encoder, type EncoderFamily, type EncoderOptions, stagedEncoder } from './encoder.js';
import { type EncoderLibrary, type StageSteps, stageSteps } from './stageSteps.js';

/** What one ResNet differs in from another: its blocks, how many a stage, and for ResNeXt groups and their width. */
export type ResnetRow = readonly [
  block: 'basic' | 'bottleneck',
  blocks: readonly number[],
  groups?: number,
  groupWidth?: number,
];

/** The ResNets of smp. */
export const resnetRows: Readonly<Record<string, ResnetRow>> = {
  resnet18: ['basic', [2, 2, 2, 2]],
  resnet34: ['basic', [3, 4, 6, 3]],
  resnet50: ['bottleneck', [3, 4, 6, 3]],
  resnet101: ['bottleneck', [3, 4, 23, 3]],
  resnet152: ['bottleneck', [3, 8, 36, 3]],
  resnext50_32x4d: ['bottleneck', [3, 4, 6, 3], 32, 4],
  resnext101_32x4d: ['bottleneck', [3, 4, 23, 3], 32, 4],
  resnext101_32x8d: ['bottleneck', [3, 4, 23, 3], 32, 8],
  resnext101_32x16d: ['bottleneck', [3, 4, 23, 3], 32, 16],
  resnext101_32x32d: ['bottleneck', [3, 4, 23, 3], 32, 32],
  resnext101_32x48d: ['bottleneck', [3, 4, 23, 3], 32, 48],
};

/**
 * ResNet and ResNeXt as torchvision has them, the stride in the 3×3 convolution of a bottleneck.
 *
 * @see He et al., Deep Residual Learning for Image Recognition, 2015
 * @see Xie et al., Aggregated Residual Transformations for Deep Neural Networks, 2016
 */
export const resnetFamily: EncoderFamily = {
  name: 'resnet',
  names: Object.keys(resnetRows),
  preprocessing: () => imagenetPreprocessing,
  define: (name, scope, options) => defineResnet(name, resnetRows[name], scope, options),
};

/** Declares the parameters of a ResNet; in timm's way, those of layers that are not used are left out. */
export function defineResnet(
  name: string,
  row: ResnetRow,
  scope: Scope,
  options: EncoderOptions,
  library: EncoderLibrary = 'smp',
): Encoder {
  const stem = chain(
    unit(scope, 1, { inputChannels: options.inputChannels, filters: 64, kernelSize: 7, strides: 2, padding: 3 }),
    activate(scope),
  );
  const expansion = row[0] === 'basic' ? 1 : 4;
  const blocks = library === 'timm' ? row[1].slice(0, options.depth - 1) : row[1];
  const layers = blocks.map((_, index) => ({
    channels: 64 * 2 ** index * expansion,
    block: residualLayer(scope, row, index, stageSteps(library, index + 2, options)),
  }));
  const pool = maxPool2d(scope, 3, 2, 1);
  const stages = layers.map((layer, index) => (index === 0 ? { ...layer, block: chain(pool, layer.block) } : layer));
  return stagedEncoder(name, options, [{ channels: 64, block: stem }, ...stages]);
}

/** `layer1` … `layer4`: blocks of the same width, of which the first strides, but in `layer1`. */
function residualLayer(scope: Scope, row: ResnetRow, index: number, steps: StageSteps): Block {
  const [kind, blocks] = row;
  const width = 64 * 2 ** index;
  const expansion = kind === 'basic' ? 1 : 4;
  const at = steps.place(scope.at(`layer${index + 1}`));
  const { strides, first, rest } = steps;
  return chain(
    ...Array.from({ length: blocks[index] }, (_, i) => {
      const before = index === 0 ? 64 : (width / 2) * expansion;
      return residualBlock(at.at(i), row, {
        inputChannels: i === 0 ? before : width * expansion,
        width,
        strides: i === 0 && index > 0 ? strides : 1,
        dilations: [i === 0 ? first : rest, rest],
      });
    }),
  );
}

interface BlockSize {
  readonly inputChannels: number;
  readonly width: number;
  readonly strides: number;
  /** Of its first 3×3 convolution, and of its second, if it has one. */
  readonly dilations: readonly [first: number, second: number];
}

function residualBlock(scope: Scope, row: ResnetRow, size: BlockSize): Block {
  const { inputChannels, width, strides } = size;
  const outputChannels = row[0] === 'basic' ? width : width * 4;
  const main = row[0] === 'basic' ? basicPath(scope, size) : bottleneckPath(scope, row, size);
  const shortcut =
    strides === 1 && inputChannels === outputChannels
      ? identityBlock
      : convNorm(scope.at('downsample', 0), scope.at('downsample', 1), {
          inputChannels,
          filters: outputChannels,
          strides,
        });
  const bend = activate(scope);
  return (x) => bend(addAll(scope, [main(x), shortcut(x)]));
}

function basicPath(scope: Scope, { inputChannels, width, strides, dilations: [first, second] }: BlockSize): Block {
  return chain(
    unit(scope, 1, { inputChannels, filters: width, kernelSize: 3, strides, padding: first, dilation: first }),
    activate(scope),
    unit(scope, 2, { inputChannels: width, filters: width, kernelSize: 3, padding: second, dilation: second }),
  );
}

function bottleneckPath(scope: Scope, [, , groups = 1, groupWidth = 64]: ResnetRow, size: BlockSize): Block {
  const { inputChannels, width, strides, dilations } = size;
  const [padding] = dilations;
  const inner = Math.floor((width * groupWidth) / 64) * groups;
  return chain(
    unit(scope, 1, { inputChannels, filters: inner }),
    activate(scope),
    unit(scope, 2, {
      inputChannels: inner,
      filters: inner,
      kernelSize: 3,
      strides,
      padding,
      dilation: padding,
      groups,
    }),
    activate(scope),
    unit(scope, 3, { inputChannels: inner, filters: width * 4 }),
  );
}

/** `conv1` with `bn1`, and so on. */
const unit = (scope: Scope, index: number, options: ConvNormOptions): Block =>
  convNorm(scope.at(`conv${index}`), scope.at(`bn${index}`), options);
