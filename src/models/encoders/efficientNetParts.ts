import type { ActivationName } from '../../layers/activation.js';
import { type Block, chain } from '../../layers/block.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { batchNorm2d } from '../../layers/modules/norms.js';
import { residual } from '../../layers/modules/residual.js';
import { squeezeExcite } from '../../layers/modules/squeezeExcite.js';
import { activate } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import type { Padding } from '../../ops/convolution/convolve.js';
import { type Encoder, type EncoderOptions, stagedEncoder } from './encoder.js';
import { type EncoderLibrary, stageSteps } from './stageSteps.js';

/** How many channels and blocks an EfficientNet has. */
export interface EfficientNetScale {
  /** The channels, as a multiple of those of B0. */
  readonly width: number;
  /** The blocks, as a multiple of those of B0. */
  readonly depth: number;
  /** Whether stem, head, and the number of blocks in the first and last group stay those of B0, as in the lite ones. */
  readonly fixedEnds?: boolean;
  /** Its groups of blocks, before they are scaled; those of B0 by default. */
  readonly groups?: readonly BlockGroup[];
}

/** Blocks alike, of which the first strides. */
export type BlockGroup = readonly [
  blocks: number,
  kernelSize: number,
  strides: number,
  expansion: number,
  filters: number,
];

/** Where a block stands, and its numbers. */
export interface EfficientNetBlock {
  /** Its place among all blocks. */
  readonly index: number;
  readonly group: number;
  readonly indexInGroup: number;
  readonly inputChannels: number;
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly expansion: number;
  /** How many times smaller than the picture its input is. */
  readonly reduction: number;
  /** How far its kernel is spread; 1 where the scope does that, as in smp. */
  readonly dilation: number;
  /** The probability with which training leaves it out. */
  readonly dropRate: number;
}

/** The parts of a block under the names that they have in a file; the first two are missing without expansion. */
export interface EfficientNetBlockNames {
  readonly expand: string;
  readonly expandNorm: string;
  readonly depthwise: string;
  readonly depthwiseNorm: string;
  readonly squeeze: readonly [reduce: string, expand: string];
  readonly project: string;
  readonly projectNorm: string;
}

/** What families of EfficientNets differ in. */
export interface EfficientNetStyle {
  readonly stem: readonly [convolution: string, norm: string];
  /** What comes before a classification: never used, but in every file but those of timm's universal encoders. */
  readonly head?: readonly [convolution: string, norm: string];
  readonly blockScope: (encoder: Scope, block: EfficientNetBlock) => Scope;
  readonly blockNames: (block: EfficientNetBlock) => EfficientNetBlockNames;
  /** Before how many blocks each of the stages 2, 3, 4 and 5 begins; those before are in stage 1, behind the stem. */
  readonly stages: (blocks: readonly EfficientNetBlock[]) => readonly number[];
  /** Of a convolution whose input is so many times smaller than the picture. */
  readonly padding: (window: Pick<EfficientNetBlock, 'kernelSize' | 'strides' | 'reduction' | 'dilation'>) => Padding;
  readonly activation: ActivationName;
  readonly squeezes: boolean;
  readonly epsilon: number;
  readonly momentum: number;
  /** The share of pictures for which training leaves out the last block; earlier ones have less, the first has none. */
  readonly dropRate: number;
  readonly library: EncoderLibrary;
}

/** Groups of blocks in B0. */
const groupsOfB0: readonly BlockGroup[] = [
  [1, 3, 1, 1, 16],
  [2, 3, 2, 6, 24],
  [2, 5, 2, 6, 40],
  [3, 3, 2, 6, 80],
  [3, 5, 1, 6, 112],
  [4, 5, 2, 6, 192],
  [1, 3, 1, 6, 320],
];

const stemChannels = 32;
const headChannels = 1280;

/** Declares the parameters of an EfficientNet. */
export function defineEfficientNet(
  name: string,
  scope: Scope,
  options: EncoderOptions,
  { scale, style }: { readonly scale: EfficientNetScale; readonly style: EfficientNetStyle },
): Encoder {
  const stem = efficientNetStem(scope, options.inputChannels, scale, style);
  const plan = planBlocks(scale, style, options);
  const bounds = [...style.stages(plan), plan.length];
  const blocks = plan.map((block) => {
    const stage = 1 + bounds.filter((first) => first <= block.index).length;
    const at = stageSteps(style.library, stage, options).place(style.blockScope(scope, block));
    return invertedResidual(at, block, style);
  });
  declareHead(scope, plan[plan.length - 1].filters, scale, style);
  const stages = bounds.map((end, i) => ({
    channels: end === 0 ? scaleEnd(stemChannels, scale) : plan[end - 1].filters,
    block: chain(...(i === 0 ? [stem] : []), ...blocks.slice(i === 0 ? 0 : bounds[i - 1], end)),
  }));
  return stagedEncoder(name, options, stages);
}

/** Channels times the width, rounded to the nearest multiple of 8, or the next one if that were 10 % less. */
function scaleChannels(channels: number, width: number): number {
  const wanted = channels * width;
  const rounded = Math.max(8, Math.floor((wanted + 4) / 8) * 8);
  return rounded < 0.9 * wanted ? rounded + 8 : rounded;
}

const scaleEnd = (channels: number, { width, fixedEnds }: EfficientNetScale): number =>
  fixedEnds ? channels : scaleChannels(channels, width);

function efficientNetStem(
  scope: Scope,
  inputChannels: number,
  scale: EfficientNetScale,
  style: EfficientNetStyle,
): Block {
  const filters = scaleEnd(stemChannels, scale);
  const window = { kernelSize: 3, strides: 2, dilation: 1 };
  const padding = style.padding({ ...window, reduction: 1 });
  return chain(
    conv2d(scope.at(style.stem[0]), { inputChannels, filters, ...window, padding, bias: false }),
    batchNorm2d(scope.at(style.stem[1]), { channels: filters, ...normOf(style) }),
    activate(scope, style.activation),
  );
}

function declareHead(scope: Scope, inputChannels: number, scale: EfficientNetScale, style: EfficientNetStyle): void {
  if (style.head === undefined) return;
  const channels = scaleEnd(headChannels, scale);
  conv2d(scope.at(style.head[0]), { inputChannels, filters: channels, bias: false });
  batchNorm2d(scope.at(style.head[1]), { channels, ...normOf(style) });
}

function planBlocks(scale: EfficientNetScale, style: EfficientNetStyle, options: EncoderOptions): EfficientNetBlock[] {
  const { width, depth, fixedEnds = false, groups = groupsOfB0 } = scale;
  const blocks: Omit<EfficientNetBlock, 'dropRate'>[] = [];
  let [inputChannels, reduction] = [scaleEnd(stemChannels, scale), 2];
  groups.forEach(([count, kernelSize, stride, expansion, channels], group) => {
    const isEnd = group === 0 || group === groups.length - 1;
    const scaled = fixedEnds && isEnd ? count : Math.ceil(count * depth);
    const filters = scaleChannels(channels, width);
    for (let indexInGroup = 0; indexInGroup < scaled; indexInGroup++) {
      const strides = indexInGroup === 0 ? stride : 1;
      const place = { index: blocks.length, group, indexInGroup, reduction };
      blocks.push({
        ...place,
        inputChannels,
        filters,
        kernelSize,
        expansion,
        ...stepsOf(style, options, reduction, strides),
      });
      inputChannels = filters;
      reduction *= strides;
    }
  });
  return blocks.map((block) => ({ ...block, dropRate: (style.dropRate * block.index) / blocks.length }));
}

/** In timm's way, a block that would shrink its input too far does not stride, and those behind it are spread instead. */
function stepsOf(
  { library }: EfficientNetStyle,
  { outputStride }: EncoderOptions,
  reduction: number,
  strides: number,
): Pick<EfficientNetBlock, 'strides' | 'dilation'> {
  if (library === 'smp') return { strides, dilation: 1 };
  return {
    strides: reduction * strides > outputStride ? 1 : strides,
    dilation: Math.max(1, reduction / outputStride),
  };
}

/** Expansion, depthwise convolution, squeeze and excitation, and projection; with a shortcut where shapes allow it. */
function invertedResidual(scope: Scope, block: EfficientNetBlock, style: EfficientNetStyle): Block {
  const { inputChannels, filters, strides, expansion } = block;
  const inner = inputChannels * expansion;
  const main = chain(...innerParts(scope, block, style), ...projection(scope, inner, block, style));
  if (strides > 1 || inputChannels !== filters) return main;
  return residual(scope, main, block.dropRate);
}

function innerParts(scope: Scope, block: EfficientNetBlock, style: EfficientNetStyle): Block[] {
  const { inputChannels, kernelSize, strides, dilation, expansion } = block;
  const names = style.blockNames(block);
  const channels = inputChannels * expansion;
  const expand = (): Block[] => [
    conv2d(scope.at(names.expand), { inputChannels, filters: channels, bias: false }),
    batchNorm2d(scope.at(names.expandNorm), { channels, ...normOf(style) }),
    activate(scope, style.activation),
  ];
  const window = { kernelSize, strides, dilation, padding: style.padding(block) };
  return [
    ...(expansion === 1 ? [] : expand()),
    conv2d(scope.at(names.depthwise), {
      inputChannels: channels,
      filters: channels,
      groups: channels,
      ...window,
      bias: false,
    }),
    batchNorm2d(scope.at(names.depthwiseNorm), { channels, ...normOf(style) }),
    activate(scope, style.activation),
  ];
}

function projection(scope: Scope, channels: number, block: EfficientNetBlock, style: EfficientNetStyle): Block[] {
  const names = style.blockNames(block);
  const squeeze = (): Block =>
    squeezeExcite(scope, {
      inputChannels: channels,
      innerChannels: block.inputChannels / 4,
      names: names.squeeze,
      activation: style.activation,
    });
  return [
    ...(style.squeezes ? [squeeze()] : []),
    conv2d(scope.at(names.project), { inputChannels: channels, filters: block.filters, bias: false }),
    batchNorm2d(scope.at(names.projectNorm), { channels: block.filters, ...normOf(style) }),
  ];
}

const normOf = ({ epsilon, momentum }: EfficientNetStyle): { epsilon: number; momentum: number } => ({
  epsilon,
  momentum,
});
