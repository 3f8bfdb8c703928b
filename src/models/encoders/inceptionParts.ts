import { type Block, chain } from '../../layers/block.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { batchNorm2d } from '../../layers/modules/norms.js';
import { activate, concatenateAll, maxPool2d, pool2d } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';

/** A convolution, its normalization and a ReLU; pooling that halves the size; or pooling that keeps it. */
export type InceptionStep =
  | readonly [filters: number, height: number, width: number, strides?: number]
  | 'max'
  | 'average';

/** Branches that run side by side, each a chain of steps. */
export type InceptionBranches = readonly (readonly InceptionStep[])[];

/** A block with the number of channels that it puts out. */
export interface SizedBlock {
  readonly channels: number;
  readonly block: Block;
}

/** A step, whose convolution is padded so that only strides change the size. */
export function inceptionStep(scope: Scope, inputChannels: number, step: InceptionStep): SizedBlock {
  if (step === 'max') return { channels: inputChannels, block: maxPool2d(scope, 3, 2, 1) };
  if (step === 'average') {
    const block = pool2d(scope, { kind: 'average', size: 3, strides: 1, padding: 1 });
    return { channels: inputChannels, block };
  }
  const [filters, height, width, strides = 1] = step;
  const [rows, columns] = [Math.floor(height / 2), Math.floor(width / 2)];
  const convolve = conv2d(scope.at('conv'), {
    inputChannels,
    filters,
    kernelSize: [height, width],
    strides,
    padding: [
      [rows, rows],
      [columns, columns],
    ],
    bias: false,
  });
  const normalize = batchNorm2d(scope.at('bn'), { channels: filters, epsilon: 1e-3 });
  return { channels: filters, block: chain(convolve, normalize, activate(scope)) };
}

/** Steps one after the other, which are numbered where there are several. */
export function inceptionChain(scope: Scope, inputChannels: number, steps: readonly InceptionStep[]): SizedBlock {
  let channels = inputChannels;
  const blocks = steps.map((step, i) => {
    const next = inceptionStep(steps.length === 1 ? scope : scope.at(i), channels, step);
    channels = next.channels;
    return next.block;
  });
  return { channels, block: chain(...blocks) };
}

/** `branch0`, `branch1` …, with what they put out side by side. */
export function inceptionBranches(scope: Scope, inputChannels: number, branches: InceptionBranches): SizedBlock {
  const all = branches.map((steps, i) => inceptionChain(scope.at(`branch${i}`), inputChannels, steps));
  return sideBySide(scope, all);
}

/** Blocks that all take the same input, with what they put out side by side. */
export function sideBySide(scope: Scope, all: readonly SizedBlock[]): SizedBlock {
  return {
    channels: all.reduce((sum, { channels }) => sum + channels, 0),
    block: (x) =>
      concatenateAll(
        scope,
        all.map(({ block }) => block(x)),
      ),
  };
}

/** Why these encoders cannot keep their last features larger. */
export const inceptionFixedStride = 'it halves them by pooling, and only convolutions can do without their strides.';

/** What their pretrained weights expect. */
export const inceptionPreprocessing = { mean: 0.5, std: 0.5 };
