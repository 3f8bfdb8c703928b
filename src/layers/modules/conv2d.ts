import type { Padding } from '../../ops/convolution/convolve.js';
import type { Block } from '../block.js';
import { SegConvolution } from '../classes/segConvolution.js';
import type { Initializer } from '../kernelInitializer.js';
import type { Scope } from '../scope.js';
import { sharedLayer } from './sharedLayer.js';

type Pair = number | readonly [height: number, width: number];

/** Options of {@link conv2d}. */
export interface Conv2dOptions {
  readonly inputChannels: number;
  readonly filters: number;
  /** 1 by default. */
  readonly kernelSize?: Pair;
  /** 1 by default. */
  readonly strides?: Pair;
  /** 0 by default. */
  readonly padding?: Padding;
  /** 1 by default. */
  readonly dilation?: number;
  /** How many parts the channels are divided into that do not see each other; 1 by default. */
  readonly groups?: number;
  /** True by default. */
  readonly bias?: boolean;
  /** `he` by default. */
  readonly initializer?: Initializer;
}

/** A convolution as PyTorch's `Conv2d`: parameters `weight` `[out,in/groups,h,w]` and, with a bias, `bias` `[out]`. */
export function conv2d(scope: Scope, options: Conv2dOptions): Block {
  const { inputChannels, filters, groups = 1, bias = true, initializer = 'he' } = options;
  const [height, width] = pair(options.kernelSize ?? 1);
  scope.declare('weight', [filters, inputChannels / groups, height, width], 'convolution', 'kernel');
  if (bias) scope.declare('bias', [filters], 'plain', 'bias');
  return sharedLayer(
    () =>
      new SegConvolution({
        filters,
        kernelSize: [height, width],
        ...(scope.dilation === undefined ? steps(options) : keepSize(height, width, scope.dilation)),
        groups,
        bias,
        initializer,
        seed: scope.seed,
        name: scope.path,
      }),
  );
}

type Steps = Pick<Conv2dOptions, 'strides' | 'padding' | 'dilation'>;

const steps = ({ strides = 1, padding = 0, dilation = 1 }: Steps): Steps => ({ strides, padding, dilation });

/** What becomes of a convolution where its encoder is to keep its size: no stride, and a kernel that is spread instead. */
function keepSize(height: number, width: number, dilation: number): Steps {
  const rows = Math.floor(height / 2) * dilation;
  const columns = Math.floor(width / 2) * dilation;
  return {
    strides: 1,
    dilation,
    padding: [
      [rows, rows],
      [columns, columns],
    ],
  };
}

const pair = (value: Pair): readonly [number, number] => (typeof value === 'number' ? [value, value] : value);
