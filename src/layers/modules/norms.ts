import type { Block } from '../block.js';
import { identityBlock } from '../block.js';
import type { NormName } from '../normalization.js';
import type { Scope } from '../scope.js';
import { SegBatchNorm } from '../segBatchNorm.js';
import { SegGroupNorm } from '../segGroupNorm.js';
import { SegInstanceNorm } from '../segInstanceNorm.js';
import { SegLayerNorm } from '../segLayerNorm.js';
import { sharedLayer } from './sharedLayer.js';

/** What the normalizations share. */
export interface NormOptions {
  readonly channels: number;
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
  /** The weight of the old statistics of a batch normalization; 0.9 by default. PyTorch's momentum is one minus this. */
  readonly momentum?: number;
}

/** As PyTorch's `BatchNorm2d`: `weight`, `bias`, `running_mean`, `running_var` and a counter. */
export function batchNorm2d(scope: Scope, { channels, epsilon, momentum }: NormOptions): Block {
  declareScale(scope, channels);
  scope.declare('running_mean', [channels], 'plain', 'moving_mean');
  scope.declare('running_var', [channels], 'plain', 'moving_variance');
  scope.declare('num_batches_tracked', [], 'count');
  return sharedLayer(() => new SegBatchNorm({ epsilon, momentum, name: scope.path }));
}

/** As PyTorch's `LayerNorm` over the channels. */
export function layerNorm(scope: Scope, { channels, epsilon }: NormOptions): Block {
  declareScale(scope, channels);
  return sharedLayer(() => new SegLayerNorm({ epsilon, name: scope.path }));
}

/** As PyTorch's `InstanceNorm2d` with `affine=True`. */
export function instanceNorm2d(scope: Scope, { channels, epsilon }: NormOptions): Block {
  declareScale(scope, channels);
  return sharedLayer(() => new SegInstanceNorm({ epsilon, name: scope.path }));
}

/** As PyTorch's `GroupNorm`. */
export function groupNorm2d(scope: Scope, { channels, epsilon, groups }: NormOptions & { groups: number }): Block {
  declareScale(scope, channels);
  return sharedLayer(() => new SegGroupNorm({ groups, epsilon, name: scope.path }));
}

/** The normalization of this name; `none` has no parameters. */
export function normModule(scope: Scope, norm: NormName, options: NormOptions & { groups?: number }): Block {
  if (norm === 'none') return identityBlock;
  if (norm === 'batch') return batchNorm2d(scope, options);
  if (norm === 'instance') return instanceNorm2d(scope, options);
  return groupNorm2d(scope, { groups: 8, ...options });
}

function declareScale(scope: Scope, channels: number): void {
  scope.declare('weight', [channels], 'plain', 'gamma');
  scope.declare('bias', [channels], 'plain', 'beta');
}
