import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { SegBatchNorm } from '../../src/layers/classes/segBatchNorm.js';
import { convolve } from '../../src/ops/convolution/convolve.js';
import { convolveTransposed } from '../../src/ops/convolution/convolveTransposed.js';
import type { Padding } from '../../src/ops/convolution/padding.js';
import { batchNormInference } from '../../src/ops/normalization/batchNormInference.js';
import { batchNormTrain } from '../../src/ops/normalization/batchNormTrain.js';
import { groupNorm } from '../../src/ops/normalization/groupNorm.js';
import { instanceNorm } from '../../src/ops/normalization/instanceNorm.js';
import { layerNorm } from '../../src/ops/normalization/layerNorm.js';
import { adaptivePool } from '../../src/ops/pooling/adaptivePool.js';
import { pool } from '../../src/ops/pooling/pool.js';
import type { BilinearCoordinates } from '../../src/ops/resizing/interpolationMatrix.js';
import { pixelShuffle, pixelUnshuffle, type ShuffleOrder } from '../../src/ops/resizing/pixelShuffle.js';
import { resizeBilinear, resizeNearest } from '../../src/ops/resizing/resize.js';
import { describeEachBackend } from '../helpers/backends.js';
import { describeShared, type Fixture, readFixture } from '../helpers/parity.js';
import { expectAllClose, type Tolerance } from '../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

interface LayerCase {
  readonly name: string;
  readonly tensors: Readonly<Record<string, string>>;
  readonly expected: Readonly<Record<string, string>>;
  readonly tolerance?: Tolerance;
}

interface NormalizationCase extends LayerCase {
  readonly layer: 'batchNorm' | 'groupNorm' | 'instanceNorm' | 'layerNorm';
  readonly training?: boolean;
  readonly momentum?: number;
  readonly epsilon: number;
  readonly groups?: number;
}

interface ResizeCase extends LayerCase {
  readonly method?: 'bilinear' | 'nearest';
  readonly size?: readonly [number, number];
  readonly alignCorners?: boolean;
  readonly halfPixelCenters?: boolean;
  readonly blockSize?: number;
  readonly order?: ShuffleOrder;
}

interface ConvolutionCase extends LayerCase {
  readonly strides: number;
  readonly padding: Padding;
  readonly dilation?: number;
  readonly groups?: number;
  readonly outputPadding?: number;
}

interface PoolingCase extends LayerCase {
  readonly poolSize?: number;
  readonly strides?: number;
  readonly padding?: Padding;
  readonly countIncludesPadding?: boolean;
  readonly bins?: number;
}

type Arrays = Readonly<Record<string, tf.Tensor>>;

function readTensor(fixture: Fixture<LayerCase>, key: string): tf.Tensor {
  const array = fixture.arrays.get(key);
  if (!array) throw new Error(`the fixture has no array ${key}`);
  return tf.tensor(array.data, [...array.shape]);
}

/** Runs `layer` on a case's tensors and compares its output and every expected gradient. */
function compareCase<Case extends LayerCase>(
  fixture: Fixture<Case>,
  testCase: Case,
  layer: (tensors: Arrays) => tf.Tensor,
  others: readonly string[] = [],
): void {
  tf.tidy(() => {
    const read = (key: string): tf.Tensor => readTensor(fixture, key);
    const tolerance = testCase.tolerance ?? fixture.tolerance;
    const { dy: dyKey, ...inputKeys } = testCase.tensors;
    const names = Object.keys(inputKeys);
    const inputs = names.map((name) => read(inputKeys[name]));
    const run = (...values: tf.Tensor[]): tf.Tensor =>
      layer(Object.fromEntries(names.map((name, index) => [name, values[index]])));
    expectAllClose(run(...inputs), read(testCase.expected.y), tolerance);

    const wanted = names.filter((name) => gradientName(name) in testCase.expected);
    const fixed = Object.fromEntries(names.map((name, index) => [name, inputs[index]]));
    const ofWanted = (...values: tf.Tensor[]): tf.Tensor =>
      layer({ ...fixed, ...Object.fromEntries(wanted.map((name, index) => [name, values[index]])) });
    const gradients = tf.grads(ofWanted)(
      wanted.map((name) => fixed[name]),
      read(dyKey),
    );
    wanted.forEach((name, index) => {
      expectAllClose(gradients[index], read(testCase.expected[gradientName(name)]), tolerance);
    });
    const compared = ['y', ...wanted.map(gradientName), ...others];
    expect(Object.keys(testCase.expected).filter((name) => !compared.includes(name))).toEqual([]);
  });
}

const gradientName = (name: string): string => `d${name[0].toUpperCase()}${name.slice(1)}`;

function normalizationOp(testCase: NormalizationCase): (tensors: Arrays) => tf.Tensor {
  const { layer, epsilon, groups = 1, training } = testCase;
  return (tensors) => {
    const x = tensors.x as tf.Tensor4D;
    const channels = x.shape[3];
    const gamma = (tensors.gamma ?? tf.ones([channels])) as tf.Tensor1D;
    const beta = (tensors.beta ?? tf.zeros([channels])) as tf.Tensor1D;
    switch (layer) {
      case 'batchNorm': {
        if (training) return batchNormTrain(x, gamma, beta, { epsilon }).y;
        const mean = tensors.movingMean as tf.Tensor1D;
        return batchNormInference(x, mean, tensors.movingVariance as tf.Tensor1D, gamma, beta, { epsilon });
      }
      case 'groupNorm':
        return groupNorm(x, gamma, beta, { groups, epsilon });
      case 'instanceNorm':
        return instanceNorm(x, gamma, beta, { epsilon });
      case 'layerNorm':
        return layerNorm(x, gamma, beta, { epsilon });
    }
  };
}

/** Trains the layer on one batch and compares what it puts out and remembers. */
function compareStatistics(fixture: Fixture<NormalizationCase>, testCase: NormalizationCase): void {
  const { momentum = Number.NaN, epsilon, tensors, expected } = testCase;
  const tolerance = testCase.tolerance ?? fixture.tolerance;
  for (const varianceForm of ['biased', 'unbiased'] as const) {
    tf.tidy(() => {
      const read = (key: string): tf.Tensor => readTensor(fixture, key);
      const layer = new SegBatchNorm({ momentum, epsilon, varianceForm });
      const x = read(tensors.x);
      layer.apply(x); // builds it
      layer.setWeights([tensors.gamma, tensors.beta, tensors.movingMean, tensors.movingVariance].map(read));
      expectAllClose(layer.apply(x, { training: true }) as tf.Tensor, read(expected.y), tolerance);
      const [, , mean, variance] = layer.getWeights();
      expectAllClose(mean, read(expected.newMovingMean), tolerance);
      const form = varianceForm === 'biased' ? 'newMovingVarianceBiased' : 'newMovingVarianceUnbiased';
      expectAllClose(variance, read(expected[form]), tolerance);
      layer.dispose();
    });
  }
}

function resizeOp(testCase: ResizeCase): (tensors: Arrays) => tf.Tensor {
  const { name, method, size, alignCorners, halfPixelCenters, blockSize, order } = testCase;
  return ({ x: input }) => {
    const x = input as tf.Tensor4D;
    if (method === 'bilinear' && size) {
      const coordinates: BilinearCoordinates = alignCorners
        ? 'alignCorners'
        : halfPixelCenters
          ? 'halfPixel'
          : 'legacy';
      return resizeBilinear(x, size, { coordinates });
    }
    if (method === 'nearest' && size) {
      return resizeNearest(x, size, { coordinates: halfPixelCenters ? 'halfPixel' : 'floor' });
    }
    if (!blockSize || !order) throw new Error(`${name}: neither a resize nor a shuffle`);
    return (name.startsWith('pixelUnshuffle') ? pixelUnshuffle : pixelShuffle)(x, { blockSize, order });
  };
}

/** A depthwise kernel `[kh,kw,in,multiplier]` as that of as many groups as channels. */
function asGroups(kernel: tf.Tensor): tf.Tensor4D {
  const [height, width, channels, multiplier] = kernel.shape;
  return tf.reshape(kernel, [height, width, 1, channels * multiplier]);
}

function convolutionOp(testCase: ConvolutionCase): (tensors: Arrays) => tf.Tensor {
  const { name, strides, padding, dilation, groups, outputPadding } = testCase;
  const kind = name.split('/')[0];
  return (tensors) => {
    const x = tensors.x as tf.Tensor4D;
    const kernel = tensors.kernel as tf.Tensor4D;
    const options = { strides, padding, dilation };
    const run = (): tf.Tensor4D => {
      switch (kind) {
        case 'conv':
          return convolve(x, kernel, { ...options, groups });
        case 'depthwise':
          return convolve(x, asGroups(kernel), { ...options, groups: x.shape[3] });
        case 'separable': {
          const depthwise = convolve(x, asGroups(tensors.depthwiseKernel), { ...options, groups: x.shape[3] });
          return convolve(depthwise, tensors.pointwiseKernel as tf.Tensor4D);
        }
        case 'convTranspose':
          return convolveTransposed(x, kernel, { strides, padding, outputPadding });
        default:
          throw new Error(`${name}: no such convolution`);
      }
    };
    return tensors.bias ? tf.add(run(), tensors.bias) : run();
  };
}

function poolingOp(testCase: PoolingCase): (tensors: Arrays) => tf.Tensor {
  const { name, poolSize: size = 1, strides, padding, countIncludesPadding: countPadding, bins = 1 } = testCase;
  const kind = /max/i.test(name.split('/')[0]) ? 'max' : 'average';
  const isAdaptive = name.startsWith('global') || name.startsWith('adaptive');
  return ({ x: input }) => {
    const x = input as tf.Tensor4D;
    if (!isAdaptive) return pool(x, { kind, size, strides, padding, countPadding });
    const y = adaptivePool(x, { kind, size: bins });
    return name.startsWith('global') ? tf.reshape(y, [x.shape[0], x.shape[3]]) : y;
  };
}

describeShared('layer parity', 'parity/layers', () => {
  describeEachBackend('normalization', () => {
    const fixture = readFixture<NormalizationCase>('layers/normalization');
    const statistics = ['newMovingMean', 'newMovingVarianceBiased', 'newMovingVarianceUnbiased'];
    for (const testCase of fixture.cases) {
      it(testCase.name, () => {
        compareCase(fixture, testCase, normalizationOp(testCase), testCase.training ? statistics : []);
        if (testCase.training) compareStatistics(fixture, testCase);
      });
    }
  });

  describeEachBackend('convolution', () => {
    const fixture = readFixture<ConvolutionCase>('layers/convolution');
    for (const testCase of fixture.cases) {
      it(testCase.name, () => compareCase(fixture, testCase, convolutionOp(testCase)));
    }
  });

  describeEachBackend('pooling', () => {
    const fixture = readFixture<PoolingCase>('layers/pooling');
    for (const testCase of fixture.cases) {
      it(testCase.name, () => compareCase(fixture, testCase, poolingOp(testCase)));
    }
  });

  describeEachBackend('resize', () => {
    const fixture = readFixture<ResizeCase>('layers/resize');
    for (const testCase of fixture.cases) {
      it(testCase.name, () => compareCase(fixture, testCase, resizeOp(testCase)));
    }
  });
});
