import { imagenetPreprocessing } from '../../core/preprocessing.js';
import { type Block, chain, identityBlock } from '../../layers/block.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { batchNorm2d } from '../../layers/modules/norms.js';
import { squeezeExcite } from '../../layers/modules/squeezeExcite.js';
import { activate, addAll } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type EncoderFamily, type EncoderOptions, stagedEncoder, stageScope } from './encoder.js';

/** What one MobileOne differs in from another: the channels of its stages, its parallel convolutions, and whether it weighs channels. */
type Row = readonly [channels: readonly number[], branches?: number, squeezes?: boolean];

const rows: Readonly<Record<string, Row>> = {
  mobileone_s0: [[48, 128, 256, 1024], 4],
  mobileone_s1: [[96, 192, 512, 1280]],
  mobileone_s2: [[96, 256, 640, 2048]],
  mobileone_s3: [[128, 320, 768, 2048]],
  mobileone_s4: [[192, 448, 896, 2048], 1, true],
};

/** Pairs of blocks in each stage, and how many of them weigh channels where the encoder does, the last ones. */
const pairs = [2, 8, 10, 1];
const squeezed = [0, 0, 5, 1];

/**
 * MobileOne in the form in which it is trained, with several convolutions side by side that are summed.
 *
 * @see Vasu et al., MobileOne: An Improved One millisecond Mobile Backbone, 2022
 */
export const mobileoneFamily: EncoderFamily = {
  name: 'mobileone',
  names: Object.keys(rows),
  preprocessing: () => imagenetPreprocessing,
  define: (name, scope, options) => {
    const [channels] = rows[name];
    const stemChannels = Math.min(64, channels[0]);
    const stem = mobileOneBlock(scope.at('stage0'), {
      inputChannels: options.inputChannels,
      filters: stemChannels,
      kernelSize: 3,
      strides: 2,
    });
    const before = [stemChannels, ...channels];
    return stagedEncoder(name, options, [
      { channels: stemChannels, block: stem },
      ...channels.map((filters, i) => ({
        channels: filters,
        block: stageBlock(scope, rows[name], { index: i, inputChannels: before[i] }, options),
      })),
    ]);
  },
};

/** `stage1` … `stage4`: pairs of a depthwise block, of which the first strides, and one of kernel 1. */
function stageBlock(
  scope: Scope,
  [channels, branches = 1, squeezes = false]: Row,
  stage: { readonly index: number; readonly inputChannels: number },
  options: EncoderOptions,
): Block {
  const { index } = stage;
  const at = stageScope(scope.at(`stage${index + 1}`), index + 2, options);
  const count = pairs[index];
  return chain(
    ...Array.from({ length: count }, (_, i) => {
      const inputChannels = i === 0 ? stage.inputChannels : channels[index];
      const both = { inputChannels, branches, squeezes: squeezes && i >= count - squeezed[index] };
      const strides = i === 0 ? 2 : 1;
      return chain(
        mobileOneBlock(at.at(2 * i), {
          ...both,
          filters: inputChannels,
          kernelSize: 3,
          strides,
          groups: inputChannels,
        }),
        mobileOneBlock(at.at(2 * i + 1), { ...both, filters: channels[index], kernelSize: 1, strides: 1 }),
      );
    }),
  );
}

interface BlockOptions {
  readonly inputChannels: number;
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly groups?: number;
  readonly branches?: number;
  readonly squeezes?: boolean;
}

/** A sum of convolutions, of one of kernel 1 and of the input itself, each normalized, where shapes allow them. */
function mobileOneBlock(scope: Scope, options: BlockOptions): Block {
  const { inputChannels, filters, kernelSize, strides, groups = 1, branches = 1, squeezes = false } = options;
  const unit = (at: Scope, size: number): Block =>
    chain(
      conv2d(at.at('conv'), {
        inputChannels,
        filters,
        kernelSize: size,
        strides,
        padding: Math.floor(size / 2),
        groups,
        bias: false,
      }),
      batchNorm2d(at.at('bn'), { channels: filters }),
    );
  const innerChannels = Math.floor(filters / 16);
  const squeeze = squeezes
    ? squeezeExcite(scope.at('se'), { inputChannels: filters, innerChannels, names: ['reduce', 'expand'] })
    : identityBlock;
  const paths: Block[] = [];
  if (inputChannels === filters && strides === 1) paths.push(batchNorm2d(scope.at('rbr_skip'), { channels: filters }));
  for (let i = 0; i < branches; i++) paths.push(unit(scope.at('rbr_conv', i), kernelSize));
  if (kernelSize > 1) paths.push(unit(scope.at('rbr_scale'), 1));
  const bend = activate(scope);
  return (x) =>
    bend(
      squeeze(
        addAll(
          scope,
          paths.map((path) => path(x)),
        ),
      ),
    );
}
