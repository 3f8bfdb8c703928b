import { imagenetPreprocessing } from '../../core/preprocessing.js';
import { type Block, chain, identityBlock } from '../../layers/block.js';
import { type ConvNormOptions, convNorm } from '../../layers/modules/convNorm.js';
import { squeezeExcite } from '../../layers/modules/squeezeExcite.js';
import { activate, addAll, maxPool2d } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type EncoderFamily, type EncoderOptions, stagedEncoder, stageScope } from './encoder.js';

/** The kind of its bottlenecks, and how many of them each layer has. */
type Row = readonly [kind: 'senet' | 'resnet' | 'resnext', blocks: readonly number[]];

const rows: Readonly<Record<string, Row>> = {
  senet154: ['senet', [3, 8, 36, 3]],
  se_resnet50: ['resnet', [3, 4, 6, 3]],
  se_resnet101: ['resnet', [3, 4, 23, 3]],
  se_resnet152: ['resnet', [3, 8, 36, 3]],
  se_resnext50_32x4d: ['resnext', [3, 4, 6, 3]],
  se_resnext101_32x4d: ['resnext', [3, 4, 23, 3]],
};

const expansion = 4;
const reduction = 16;

/**
 * SENet, and ResNet and ResNeXt with its squeeze and excitation, as in Cadene's pretrainedmodels.
 *
 * @see Hu et al., Squeeze-and-Excitation Networks, 2017
 */
export const senetFamily: EncoderFamily = {
  name: 'senet',
  names: Object.keys(rows),
  preprocessing: () => imagenetPreprocessing,
  define: (name, scope, options) => {
    const row = rows[name];
    const stemChannels = row[0] === 'senet' ? 128 : 64;
    const stem = stemBlock(scope.at('layer0'), row, options.inputChannels);
    const layers = row[1].map((_, index) => residualLayer(scope, row, index, { ...options, stemChannels }));
    const [first, ...further] = layers.map((block, index) => ({ channels: 64 * 2 ** index * expansion, block }));
    // As in Caffe: nothing is padded before, and the last window may reach out of the picture.
    const pooled = chain(maxPool2d(scope, 3, 2, 0, true), first.block);
    return stagedEncoder(name, options, [
      { channels: stemChannels, block: stem },
      { ...first, block: pooled },
      ...further,
    ]);
  },
};

/** One 7×7 convolution, or in SENet three 3×3 ones. */
function stemBlock(scope: Scope, [kind]: Row, inputChannels: number): Block {
  const units: readonly ConvNormOptions[] =
    kind === 'senet'
      ? [
          { inputChannels, filters: 64, kernelSize: 3, strides: 2, padding: 1 },
          { inputChannels: 64, filters: 64, kernelSize: 3, padding: 1 },
          { inputChannels: 64, filters: 128, kernelSize: 3, padding: 1 },
        ]
      : [{ inputChannels, filters: 64, kernelSize: 7, strides: 2, padding: 3 }];
  return chain(...units.map((unit, i) => chain(numbered(scope, i + 1, unit), activate(scope))));
}

/** `layer1` … `layer4`: blocks of the same width, of which the first strides, but in `layer1`. */
function residualLayer(
  scope: Scope,
  row: Row,
  index: number,
  options: EncoderOptions & { readonly stemChannels: number },
): Block {
  const width = 64 * 2 ** index;
  const at = stageScope(scope.at(`layer${index + 1}`), index + 2, options);
  const before = index === 0 ? options.stemChannels : (width / 2) * expansion;
  return chain(
    ...Array.from({ length: row[1][index] }, (_, i) => {
      const inputChannels = i === 0 ? before : width * expansion;
      return bottleneck(at.at(i), row, { inputChannels, width, strides: i === 0 && index > 0 ? 2 : 1 });
    }),
  );
}

interface BlockSize {
  readonly inputChannels: number;
  readonly width: number;
  readonly strides: number;
}

function bottleneck(scope: Scope, [kind]: Row, size: BlockSize): Block {
  const { inputChannels, width, strides } = size;
  const filters = width * expansion;
  const [reduce, convolve, expand] = bottleneckUnits[kind](size);
  const main = chain(
    numbered(scope, 1, reduce),
    activate(scope),
    numbered(scope, 2, convolve),
    activate(scope),
    numbered(scope, 3, expand),
    squeezeExcite(scope.at('se_module'), {
      inputChannels: filters,
      innerChannels: filters / reduction,
      names: ['fc1', 'fc2'],
    }),
  );
  const window = kind === 'senet' && strides > 1 ? { kernelSize: 3, padding: 1 } : {};
  const shortcut =
    strides === 1 && inputChannels === filters
      ? identityBlock
      : convNorm(scope.at('downsample', 0), scope.at('downsample', 1), { inputChannels, filters, strides, ...window });
  const bend = activate(scope);
  return (x) => bend(addAll(scope, [main(x), shortcut(x)]));
}

/** The three convolutions of a bottleneck; that of `resnet` strides in its first, as in Caffe. */
const bottleneckUnits: Readonly<Record<Row[0], (size: BlockSize) => readonly ConvNormOptions[]>> = {
  senet: ({ inputChannels, width, strides }) => [
    { inputChannels, filters: width * 2 },
    { inputChannels: width * 2, filters: width * 4, kernelSize: 3, strides, padding: 1, groups: 64 },
    { inputChannels: width * 4, filters: width * 4 },
  ],
  resnet: ({ inputChannels, width, strides }) => [
    { inputChannels, filters: width, strides },
    { inputChannels: width, filters: width, kernelSize: 3, padding: 1 },
    { inputChannels: width, filters: width * 4 },
  ],
  resnext: ({ inputChannels, width, strides }) => [
    { inputChannels, filters: width * 2 },
    { inputChannels: width * 2, filters: width * 2, kernelSize: 3, strides, padding: 1, groups: 32 },
    { inputChannels: width * 2, filters: width * 4 },
  ],
};

/** `conv1` with `bn1`, and so on. */
const numbered = (scope: Scope, index: number, options: ConvNormOptions): Block =>
  convNorm(scope.at(`conv${index}`), scope.at(`bn${index}`), options);
