import * as layers from '@tensorflow/tfjs-layers';
import { SegPooling } from '../../layers/classes/segPooling.js';
import { SegResize } from '../../layers/classes/segResize.js';
import { SegSpatialDropout } from '../../layers/classes/segSpatialDropout.js';
import { SegUpsampling } from '../../layers/classes/segUpsampling.js';
import { activationLayers, activationName } from './activations.js';
import type { ConfigReader } from './configReader.js';
import { channelsOf, checkChannelsLast, common, type LayerBuilder, type LayerPlan, paddingOf } from './layerPlan.js';

const one = (layer: layers.layers.Layer): LayerPlan => ({ layers: [layer] });
const moving = (layer: layers.layers.Layer): LayerPlan => ({ layers: [layer], keepsMeaning: true });

/** What stands in for an activation that does nothing. */
const nothing = (config: ConfigReader): layers.layers.Layer =>
  layers.layers.activation({ activation: 'linear', name: config.name });

const activation: LayerBuilder = (config) => {
  const name = activationName(config);
  const made = activationLayers(config, name, config.name);
  return { layers: made.length > 0 ? made : [nothing(config)], activation: name };
};

const relu: LayerBuilder = (config) => {
  const slope = config.number(['negative_slope', 'alpha'], 0);
  const maxValue = config.value('max_value') === undefined ? undefined : config.number('max_value', 0);
  config.expect('threshold', (value) => value === 0, 'segkit reads ReLUs that begin at 0.');
  if (slope !== 0 && maxValue !== undefined)
    throw config.error('has both a slope and a greatest value; not both are read.');
  if (slope !== 0)
    return { ...one(layers.layers.leakyReLU({ ...common(config), alpha: slope })), activation: 'leaky_relu' };
  return { ...one(layers.layers.reLU({ ...common(config), maxValue })), activation: 'relu' };
};

const leakyRelu: LayerBuilder = (config) => ({
  ...one(layers.layers.leakyReLU({ ...common(config), alpha: config.number(['negative_slope', 'alpha'], 0.3) })),
  activation: 'leaky_relu',
});

const prelu: LayerBuilder = (config) => {
  const isAxes = (value: unknown): boolean =>
    Array.isArray(value) && value.every((axis) => Number.isInteger(axis) && axis > 0);
  config.expect('shared_axes', isAxes, 'It must be a list of axes from 1 on.');
  const sharedAxes = config.value('shared_axes') as number[] | undefined;
  return { ...one(layers.layers.prelu({ ...common(config), ...(sharedAxes && { sharedAxes }) })), activation: 'prelu' };
};

const elu: LayerBuilder = (config) => {
  config.expect('alpha', (value) => value === 1, 'segkit reads ELUs of alpha 1.');
  return { ...one(layers.layers.elu(common(config))), activation: 'elu' };
};

const softmax: LayerBuilder = (config, shapes) => {
  const isLast = (axis: unknown): boolean => axis === -1 || axis === shapes[0].length - 1;
  config.expect('axis', isLast, 'segkit reads a softmax over the channels, which come last.');
  return { ...one(layers.layers.softmax({ ...common(config), axis: -1 })), activation: 'softmax' };
};

/** The share that a dropout drops. */
function rateOf(config: ConfigReader): number {
  const rate = config.number('rate', 0);
  if (rate >= 0 && rate < 1) return rate;
  throw config.error(`has rate ${rate}. It must be from 0 to less than 1.`);
}

const dropout: LayerBuilder = (config) => {
  const shape = config.value('noise_shape') as unknown[] | undefined;
  if (shape === undefined)
    return { ...one(layers.layers.dropout({ ...common(config), rate: rateOf(config) })), keepsMeaning: true };
  const isSpatial =
    Array.isArray(shape) && shape.length === 4 && shape[1] === 1 && shape[2] === 1 && (shape[3] ?? null) === null;
  if (isSpatial) return spatialDropout(config, []);
  throw config.error('has a noise_shape, of which segkit reads that of whole channels: [null, 1, 1, null].');
};

const spatialDropout: LayerBuilder = (config) =>
  moving(new SegSpatialDropout({ ...common(config), rate: rateOf(config) }));

const pooling = (kind: 'max' | 'average'): LayerBuilder => {
  return (config) => {
    checkChannelsLast(config);
    const size = config.pair('pool_size', 2);
    const strides = config.value('strides') === undefined ? size : config.pair('strides', 1);
    return one(new SegPooling({ ...common(config), kind, size, strides, padding: paddingOf(config) }));
  };
};

const globalPooling = (kind: 'max' | 'average'): LayerBuilder => {
  return (config, shapes) => {
    checkChannelsLast(config);
    const { name, trainable } = common(config);
    const isKept = config.flag('keepdims', false);
    const options = { name: isKept ? `${name}_pool` : name, trainable, dataFormat: 'channelsLast' as const };
    const pool =
      kind === 'max' ? layers.layers.globalMaxPooling2d(options) : layers.layers.globalAveragePooling2d(options);
    if (!isKept) return one(pool);
    return { layers: [pool, layers.layers.reshape({ targetShape: [1, 1, channelsOf(config, shapes)], name })] };
  };
};

const upsampling: LayerBuilder = (config) => {
  checkChannelsLast(config);
  const [height, width] = config.pair('size', 2);
  const method = config.text('interpolation', 'nearest');
  if (method !== 'nearest' && method !== 'bilinear' && method !== 'bicubic') {
    throw config.error(`has interpolation "${method}". segkit reads "nearest", "bilinear" and "bicubic".`);
  }
  const isOwn = config.version === 'tfjs' && method === 'bilinear'; // without half-pixel centres
  if (isOwn || (method === 'nearest' && height !== width)) {
    return moving(layers.layers.upSampling2d({ ...common(config), size: [height, width], interpolation: method }));
  }
  if (height !== width)
    throw config.error(`enlarges ${height}×${width} times by ${method}; segkit reads the same number for both.`);
  // A cubic can go beyond what it is given: probabilities do not stay such.
  if (method === 'bicubic') return one(new SegResize({ ...common(config), method, scale: height }));
  return moving(new SegUpsampling({ ...common(config), scale: height, method }));
};

type Sides = [[number, number], [number, number]];

/** A number for all sides, one for each axis, or `[[top, bottom], [left, right]]`. */
function sidesOf(config: ConfigReader, key: string): Sides {
  const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
  const both = (value: unknown): unknown => (isCount(value) ? [value, value] : value);
  const given = config.value(key) ?? 1;
  const sides = isCount(given) ? [both(given), both(given)] : Array.isArray(given) ? given.map(both) : [];
  const isSide = (side: unknown): boolean => Array.isArray(side) && side.length === 2 && side.every(isCount);
  if (sides.length === 2 && sides.every(isSide)) return sides as Sides;
  throw config.error(`has a ${key} that is not [[top, bottom], [left, right]].`);
}

const zeroPadding: LayerBuilder = (config) => {
  checkChannelsLast(config);
  return one(layers.layers.zeroPadding2d({ ...common(config), padding: sidesOf(config, 'padding') }));
};

const cropping: LayerBuilder = (config) => {
  checkChannelsLast(config);
  return moving(layers.layers.cropping2D({ ...common(config), cropping: sidesOf(config, 'cropping') }));
};

const concatenate: LayerBuilder = (config, shapes) => {
  const rank = shapes[0]?.length ?? 4;
  const axis = config.number('axis', -1);
  if (!Number.isInteger(axis) || axis === 0 || axis >= rank || axis < 1 - rank)
    throw config.error(`joins along axis ${axis}, which its inputs have not.`);
  return one(layers.layers.concatenate({ ...common(config), axis }));
};

const reshape: LayerBuilder = (config) => {
  const isShape = (value: unknown): boolean => Array.isArray(value) && value.every((size) => Number.isInteger(size));
  const targetShape = config.value('target_shape');
  if (!isShape(targetShape)) throw config.error('has a target_shape that is no list of whole numbers.');
  return one(layers.layers.reshape({ ...common(config), targetShape: targetShape as number[] }));
};

const rescaling: LayerBuilder = (config) =>
  one(
    layers.layers.rescaling({
      ...common(config),
      scale: config.number('scale', 1),
      offset: config.number('offset', 0),
    }),
  );

/** Builders of layers that need no more than their name. */
const simple = (make: (options: { name: string; trainable: boolean }) => layers.layers.Layer): LayerBuilder => {
  return (config) => one(make(common(config)));
};

/** Builders of layers without kernels, by Keras' names. */
export const plainLayers: Readonly<Record<string, LayerBuilder>> = {
  Activation: activation,
  ReLU: relu,
  LeakyReLU: leakyRelu,
  PReLU: prelu,
  ELU: elu,
  Softmax: softmax,
  Dropout: dropout,
  SpatialDropout2D: spatialDropout,
  GaussianNoise: (config) =>
    one(layers.layers.gaussianNoise({ ...common(config), stddev: config.number('stddev', 0) })),
  GaussianDropout: (config) => one(layers.layers.gaussianDropout({ ...common(config), rate: rateOf(config) })),
  MaxPooling2D: pooling('max'),
  AveragePooling2D: pooling('average'),
  GlobalMaxPooling2D: globalPooling('max'),
  GlobalAveragePooling2D: globalPooling('average'),
  UpSampling2D: upsampling,
  ZeroPadding2D: zeroPadding,
  Cropping2D: cropping,
  Add: simple((options) => layers.layers.add(options)),
  Multiply: simple((options) => layers.layers.multiply(options)),
  Average: simple((options) => layers.layers.average(options)),
  Maximum: simple((options) => layers.layers.maximum(options)),
  Minimum: simple((options) => layers.layers.minimum(options)),
  Concatenate: concatenate,
  Flatten: simple((options) => layers.layers.flatten(options)),
  Reshape: reshape,
  Rescaling: rescaling,
};
