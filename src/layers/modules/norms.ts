import type { Block } from '../block.js';
import { identityBlock } from '../block.js';
import { SegBatchNorm } from '../classes/segBatchNorm.js';
import { SegGroupNorm } from '../classes/segGroupNorm.js';
import { SegInstanceNorm } from '../classes/segInstanceNorm.js';
import { SegLayerNorm } from '../classes/segLayerNorm.js';
import { type NormChoice, normSettings } from '../normSettings.js';
import type { Scope } from '../scope.js';
import { sharedLayer } from './sharedLayer.js';

/** What the normalizations share. */
export interface NormOptions {
  readonly channels: number;
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
  /** The weight of the old statistics of a batch normalization; 0.9 by default. PyTorch's momentum is one minus this. */
  readonly momentum?: number;
  /** Whether there are `weight` and `bias`; true by default. */
  readonly affine?: boolean;
}

/** As PyTorch's `BatchNorm2d`: `weight`, `bias`, `running_mean`, `running_var` and a counter. */
export function batchNorm2d(scope: Scope, { channels, epsilon, momentum, affine = true }: NormOptions): Block {
  if (affine) declareScale(scope, channels);
  scope.declare('running_mean', [channels], 'plain', 'moving_mean');
  scope.declare('running_var', [channels], 'plain', 'moving_variance');
  scope.declare('num_batches_tracked', [], 'count');
  return sharedLayer(() => new SegBatchNorm({ epsilon, momentum, scale: affine, center: affine, name: scope.path }));
}

/** As PyTorch's `LayerNorm` over the channels. */
export function layerNorm(scope: Scope, { channels, epsilon }: NormOptions): Block {
  declareScale(scope, channels);
  return sharedLayer(() => new SegLayerNorm({ epsilon, name: scope.path }));
}

/** As PyTorch's `InstanceNorm2d`, which has no `weight` and `bias` there unless it is told to. */
export function instanceNorm2d(scope: Scope, { channels, epsilon, affine = true }: NormOptions): Block {
  if (affine) declareScale(scope, channels);
  return sharedLayer(() => new SegInstanceNorm({ epsilon, scale: affine, center: affine, name: scope.path }));
}

/** As PyTorch's `GroupNorm`. */
export function groupNorm2d(scope: Scope, options: NormOptions & { groups: number }): Block {
  const { channels, epsilon, groups, affine = true } = options;
  if (affine) declareScale(scope, channels);
  return sharedLayer(() => new SegGroupNorm({ groups, epsilon, scale: affine, center: affine, name: scope.path }));
}

/** The normalization of this name, or with these settings; `none` has no parameters. */
export function normModule(scope: Scope, norm: NormChoice, options: NormOptions & { groups?: number }): Block {
  const { type, ...settings } = normSettings(norm);
  const all = { ...options, ...settings };
  if (type === 'none') return identityBlock;
  if (type === 'batch') return batchNorm2d(scope, all);
  if (type === 'instance') return instanceNorm2d(scope, all);
  return groupNorm2d(scope, { groups: 8, ...all });
}

function declareScale(scope: Scope, channels: number): void {
  scope.declare('weight', [channels], 'plain', 'gamma');
  scope.declare('bias', [channels], 'plain', 'beta');
}
