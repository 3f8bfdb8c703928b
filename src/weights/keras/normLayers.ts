import * as layers from '@tensorflow/tfjs-layers';
import { SegBatchNorm } from '../../layers/classes/segBatchNorm.js';
import { SegGroupNorm } from '../../layers/classes/segGroupNorm.js';
import type { ConfigReader } from './configReader.js';
import { channelsOf, common, countOf, type LayerBuilder } from './layerPlan.js';

/** Refuses normalization over other axes than the channels. */
function checkLastAxis(config: ConfigReader, rank: number): void {
  const isLast = (axis: unknown): boolean => axis === -1 || axis === rank - 1;
  const isRight = (axis: unknown): boolean =>
    isLast(axis) || (Array.isArray(axis) && axis.length === 1 && isLast(axis[0]));
  config.expect('axis', isRight, 'segkit reads normalization over the channels, which come last.');
}

function normOf(config: ConfigReader) {
  return {
    ...common(config),
    epsilon: config.number('epsilon', 1e-3),
    scale: config.flag('scale', true),
    center: config.flag('center', true),
  };
}

const batchNorm: LayerBuilder = (config, shapes) => {
  checkLastAxis(config, 4);
  if (shapes[0].length !== 4) throw config.error('normalizes what is no picture [N,H,W,C], which is not read.');
  config.expect('renorm', (value) => value === false, 'segkit does not read batch renormalization.');
  // TensorFlow's own kernel, which Keras 2 used, remembers the unbiased variance, Keras 3 the biased one.
  const varianceForm = config.version === 3 ? 'biased' : 'unbiased';
  const momentum = config.number('momentum', 0.99);
  return { layers: [new SegBatchNorm({ ...normOf(config), momentum, varianceForm })] };
};

const layerNorm: LayerBuilder = (config, shapes) => {
  checkLastAxis(config, shapes[0].length);
  config.expect('rms_scaling', (value) => value === false, 'segkit does not read it.');
  const { epsilon, scale, center, ...rest } = normOf(config);
  return { layers: [layers.layers.layerNormalization({ ...rest, epsilon, scale, center, axis: -1 })] };
};

const groupNorm: LayerBuilder = (config, shapes) => {
  checkLastAxis(config, 4);
  if (shapes[0].length !== 4) throw config.error('normalizes what is no picture [N,H,W,C], which is not read.');
  // −1 stands for as many groups as channels.
  const groups = config.value('groups') === -1 ? channelsOf(config, shapes) : countOf(config, 'groups', 32);
  return { layers: [new SegGroupNorm({ ...normOf(config), groups })] };
};

/** Builders of normalizations, by Keras' names. */
export const normLayers: Readonly<Record<string, LayerBuilder>> = {
  BatchNormalization: batchNorm,
  BatchNormalizationV1: batchNorm,
  SyncBatchNormalization: batchNorm,
  LayerNormalization: layerNorm,
  GroupNormalization: groupNorm,
};
