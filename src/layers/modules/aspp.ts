import type * as layers from '@tensorflow/tfjs-layers';
import { type Block, chain } from '../block.js';
import type { Scope } from '../scope.js';
import { conv2d } from './conv2d.js';
import { convNormRelu } from './convNormRelu.js';
import { dropout } from './dropouts.js';
import { batchNorm2d } from './norms.js';
import { separableConvolution } from './separableConvolution.js';
import { activate, concatenateAll, globalAveragePool, resizeLike } from './stateless.js';

/** Options of {@link asppModule}. */
export interface AsppModuleOptions {
  readonly inputChannels: number;
  readonly filters: number;
  /** How far apart the taps of each 3×3 convolution are. */
  readonly rates: readonly number[];
  /** Whether these are depthwise separable. */
  readonly separable: boolean;
  readonly dropout: number;
}

/**
 * Atrous spatial pyramid pooling: a 1×1 convolution (`convs.0`), 3×3 convolutions of several reaches, and the mean of the
 * whole picture, side by side and joined by a 1×1 convolution (`project`); parameters as in smp's `ASPP`.
 *
 * @see Chen et al., Rethinking Atrous Convolution for Semantic Image Segmentation, 2017
 */
export function asppModule(scope: Scope, options: AsppModuleOptions): Block {
  const { inputChannels, filters, rates } = options;
  const near = convNormRelu(scope.at('convs', 0), { inputChannels, filters });
  const far = rates.map((dilation, i) => reach(scope.at('convs', i + 1), options, dilation));
  const everywhere = mean(scope.at('convs', rates.length + 1), options);
  const branches = [near, ...far, everywhere];
  const project = chain(
    convNormRelu(scope.at('project'), { inputChannels: branches.length * filters, filters }),
    dropout(scope.at('project'), options.dropout),
  );
  return (x) =>
    project(
      concatenateAll(
        scope,
        branches.map((branch) => branch(x)),
      ),
    );
}

function reach(scope: Scope, { inputChannels, filters, separable }: AsppModuleOptions, dilation: number): Block {
  if (!separable) {
    return convNormRelu(scope, { inputChannels, filters, kernelSize: 3, padding: dilation, dilation });
  }
  return chain(
    separableConvolution(scope.at(0), { inputChannels, filters, dilation }),
    batchNorm2d(scope.at(1), { channels: filters }),
    activate(scope),
  );
}

function mean(scope: Scope, { inputChannels, filters }: AsppModuleOptions): Block {
  const pooled = chain(
    globalAveragePool(scope),
    conv2d(scope.at(1), { inputChannels, filters, bias: false }),
    batchNorm2d(scope.at(2), { channels: filters }),
    activate(scope),
  );
  return (x): layers.SymbolicTensor => resizeLike(scope, { method: 'bilinear' }, pooled(x), x);
}
