import * as layers from '@tensorflow/tfjs-layers';
import type { Block } from '../block.js';
import { SegPatchTokens } from '../classes/segPatchTokens.js';
import type { Scope } from '../scope.js';
import { sharedLayer } from './sharedLayer.js';

type Tensor = layers.SymbolicTensor;

/** Options of {@link patchTokens}. */
export interface PatchTokensOptions {
  readonly channels: number;
  /** How many patches there are in a row and in a column. */
  readonly side: number;
  /** The side of a patch in pixels. */
  readonly patch: number;
}

/** Makes tokens of patches as timm's vision transformers: parameters `cls_token` and `pos_embed`. */
export function patchTokens(scope: Scope, { channels, side, patch }: PatchTokensOptions): Block {
  scope.declare('cls_token', [1, 1, channels], 'plain', 'cls_token');
  scope.declare('pos_embed', [1, 1 + side ** 2, channels], 'plain', 'pos_embed');
  return sharedLayer(() => new SegPatchTokens({ side, patch, seed: scope.seed, name: scope.path }));
}

/** The patches among tokens as a picture `[N,side,side,C]`, and the token of the class as one of a single pixel. */
export function splitTokens(scope: Scope, tokens: Tensor, side: number): { picture: Tensor; classToken: Tensor } {
  const channels = tokens.shape[2] as number;
  const column = reshape(scope, tokens, [1 + side ** 2, 1, channels]);
  const take = (first: number, last: number, name: string): Tensor =>
    layers.layers
      .cropping2D({
        cropping: [
          [first, last],
          [0, 0],
        ],
        name: scope.layerName(name),
      })
      .apply(column) as Tensor;
  return {
    picture: reshape(scope, take(1, 0, 'patches'), [side, side, channels]),
    classToken: take(0, side ** 2, 'classToken'),
  };
}

const reshape = (scope: Scope, x: Tensor, targetShape: number[]): Tensor =>
  layers.layers.reshape({ targetShape, name: scope.layerName('reshape') }).apply(x) as Tensor;
