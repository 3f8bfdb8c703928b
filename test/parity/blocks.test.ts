import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { attentionGate } from '../../src/layers/attentionGate.js';
import { asppModule } from '../../src/layers/modules/aspp.js';
import { scseModule } from '../../src/layers/modules/scse.js';
import { squeezeExcite } from '../../src/layers/modules/squeezeExcite.js';
import { rootScope, type Scope } from '../../src/layers/scope.js';
import { decoderBlock } from '../../src/models/unetDecoder.js';
import { describeEachBackend } from '../helpers/backends.js';
import { describeShared, type Fixture, readFixture } from '../helpers/parity.js';
import { expectAllClose, type Tolerance } from '../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

interface BlockCase {
  readonly name: string;
  readonly reduction?: number;
  readonly rates?: readonly number[];
  readonly separableConvolutions?: boolean;
  readonly interpolation?: 'nearest' | 'bilinear';
  readonly training?: boolean;
  readonly tolerance?: Tolerance;
  readonly tensors: Readonly<Record<string, string>>;
  readonly expected: Readonly<Record<string, string>>;
}

type Symbolic = layers.SymbolicTensor;

/** A block as it is built here, and where the parameters of the fixture are in it. */
interface Built {
  /** The names of the fixture's tensors that go in. */
  readonly inputs: readonly string[];
  /** Inputs that the fixture does not have, as values. */
  readonly extra?: readonly tf.Tensor[];
  readonly build: (scope: Scope, inputs: readonly Symbolic[]) => Symbolic;
  /** Layer and weight of each parameter. */
  readonly parameters: Readonly<Record<string, readonly [layer: string, weight: string]>>;
}

const channels = (x: Symbolic): number => x.shape[3] as number;

const convolution = (name: string, layer: string, hasBias = true): Built['parameters'] => ({
  [`${name}Kernel`]: [layer, 'kernel'],
  ...(hasBias ? { [`${name}Bias`]: [layer, 'bias'] } : {}),
});

const norm = (name: string, layer: string): Built['parameters'] => ({
  [`${name}Gamma`]: [layer, 'gamma'],
  [`${name}Beta`]: [layer, 'beta'],
  [`${name}MovingMean`]: [layer, 'moving_mean'],
  [`${name}MovingVariance`]: [layer, 'moving_variance'],
});

function squeezeBlock({ reduction = 1 }: BlockCase): Built {
  return {
    inputs: ['x'],
    build: (scope, [x]) => {
      const options = { inputChannels: channels(x), innerChannels: channels(x) / reduction };
      return squeezeExcite(scope, { ...options, names: ['squeeze', 'excite'] })(x);
    },
    parameters: { ...convolution('squeeze', 'squeeze'), ...convolution('excite', 'excite') },
  };
}

function scseBlock({ reduction }: BlockCase): Built {
  return {
    inputs: ['x'],
    build: (scope, [x]) => scseModule(scope, { inputChannels: channels(x), reduction })(x),
    parameters: {
      ...convolution('squeeze', 'cSE.1'),
      ...convolution('excite', 'cSE.3'),
      ...convolution('spatial', 'sSE.0'),
    },
  };
}

function gateBlock({ name, tensors }: BlockCase, shapeOf: (key: string) => readonly number[]): Built {
  const signal = name.endsWith('grid') ? 'coarser' : 'same';
  const filters = shapeOf(tensors.phiKernel)[3];
  return {
    inputs: ['x', 'g'],
    build: (_, [x, gate]) => attentionGate({ filters, signal, name: 'gate' })(x, gate),
    parameters: {
      ...convolution('theta', 'gate_theta', signal === 'same'),
      ...convolution('phi', 'gate_phi'),
      ...convolution('psi', 'gate_psi'),
    },
  };
}

function asppBlock(
  { rates = [], separableConvolutions: separable = false, tensors }: BlockCase,
  shapeOf: (key: string) => readonly number[],
): Built {
  const filters = shapeOf(tensors.pointKernel)[3];
  const reach = (_: number, i: number): Built['parameters'] => {
    const at = `convs.${i + 1}`;
    return separable
      ? {
          ...{
            [`rate${i}DepthwiseKernel`]: [`${at}.0.0`, 'kernel'],
            [`rate${i}PointwiseKernel`]: [`${at}.0.1`, 'kernel'],
          },
          ...norm(`rate${i}`, `${at}.1`),
        }
      : { ...convolution(`rate${i}`, `${at}.0`, false), ...norm(`rate${i}`, `${at}.1`) };
  };
  const pooled = `convs.${rates.length + 1}`;
  return {
    inputs: ['x'],
    build: (scope, [x]) => asppModule(scope, { inputChannels: channels(x), filters, rates, separable, dropout: 0 })(x),
    parameters: {
      ...convolution('point', 'convs.0.0', false),
      ...norm('point', 'convs.0.1'),
      ...Object.assign({}, ...rates.map(reach)),
      ...convolution('pool', `${pooled}.1`, false),
      ...norm('pool', `${pooled}.2`),
      ...convolution('project', 'project.0', false),
      ...norm('project', 'project.1'),
    },
  };
}

function decoder(
  { tensors, interpolation = 'nearest' }: BlockCase,
  shapeOf: (key: string) => readonly number[],
): Built {
  const filters = shapeOf(tensors.conv1Kernel)[3];
  const [count, height, width] = shapeOf(tensors.x);
  const hasSkip = 'skip' in tensors;
  return {
    inputs: hasSkip ? ['x', 'skip'] : ['x'],
    // Of a level without skip only the size counts, which is twice that of the input.
    extra: hasSkip ? [] : [tf.zeros([count, 2 * height, 2 * width, 1])],
    build: (scope, [x, skip]) => {
      const size = { inputChannels: channels(x), skipChannels: hasSkip ? channels(skip) : 0, filters };
      const options = { decoderNorm: 'batch', decoderAttention: 'none', decoderInterpolation: interpolation } as const;
      return decoderBlock(scope, options, size)(x, skip);
    },
    parameters: {
      ...convolution('conv1', 'conv1.0', false),
      ...norm('conv1', 'conv1.1'),
      ...convolution('conv2', 'conv2.0', false),
      ...norm('conv2', 'conv2.1'),
    },
  };
}

const kinds: Readonly<Record<string, (testCase: BlockCase, shapeOf: (key: string) => readonly number[]) => Built>> = {
  se: squeezeBlock,
  scse: scseBlock,
  attentionGate: gateBlock,
  aspp: asppBlock,
  unetDecoder: decoder,
};

const gradientName = (name: string): string => `d${name[0].toUpperCase()}${name.slice(1)}`;

/** Builds the block with the fixture's parameters, and compares what it puts out and every gradient. */
function compareBlock(fixture: Fixture<BlockCase>, testCase: BlockCase): void {
  const read = (key: string): tf.Tensor => {
    const array = fixture.arrays.get(key);
    if (!array) throw new Error(`the fixture has no array ${key}`);
    return tf.tensor(array.data, [...array.shape]);
  };
  const kind = testCase.name.split('/')[0];
  tf.tidy(() => {
    const { inputs: names, extra = [], build, parameters } = kinds[kind](testCase, (key) => read(key).shape);
    const inputs = names.map((name) => read(testCase.tensors[name]));
    const symbolic = [...inputs, ...extra].map(({ shape }) => layers.input({ shape: shape.slice(1) }));
    const output = build(rootScope(), symbolic);
    const model = layers.model({ inputs: symbolic, outputs: output });
    const variables = Object.entries(parameters).map(([name, [layer, weight]]) => {
      const found = model.getLayer(layer).weights.find(({ originalName }) => originalName.endsWith(`/${weight}`));
      if (!found) throw new Error(`${layer} has no ${weight}`);
      // A depthwise kernel is [h,w,channels,1] there, and one of as many groups here.
      found.write(tf.reshape(read(testCase.tensors[name]), found.shape as number[]));
      return [name, found] as const;
    });
    expect([...names, ...Object.keys(parameters), 'dy'].sort()).toEqual(Object.keys(testCase.tensors).sort());

    const tolerance = testCase.tolerance ?? fixture.tolerance;
    const run = (...values: tf.Tensor[]): tf.Tensor =>
      model.apply([...values, ...extra], { training: testCase.training ?? false }) as tf.Tensor;
    const dy = read(testCase.tensors.dy);
    const [statistics, trained] = [false, true].map((trainable) =>
      variables.filter(([, variable]) => variable.trainable === trainable),
    );
    const before = statistics.map(([, variable]) => tf.clone(variable.read()));
    expectAllClose(run(...inputs), read(testCase.expected.y), tolerance);
    statistics.forEach(([, variable], i) => {
      variable.write(before[i]);
    });
    const ofInputs = tf.grads(run)(inputs, dy);
    const { grads: ofWeights } = tf.variableGrads(
      () => tf.sum(tf.mul(run(...inputs), dy)),
      trained.map(([, variable]) => variable.read() as tf.Variable),
    );
    const gradients = new Map([
      ...names.map((name, i) => [gradientName(name), ofInputs[i]] as const),
      ...trained.map(
        ([name, variable]) => [gradientName(name), ofWeights[(variable.read() as tf.Variable).name]] as const,
      ),
    ]);
    for (const [name, gradient] of gradients) {
      const expected = read(testCase.expected[name]);
      expectAllClose(tf.reshape(gradient, expected.shape), expected, tolerance);
    }
    expect(['y', ...gradients.keys()].sort()).toEqual(Object.keys(testCase.expected).sort());
    model.dispose();
  });
}

describeShared('block parity', 'parity/layers', () => {
  describeEachBackend('blocks', () => {
    const fixture = readFixture<BlockCase>('layers/blocks');
    for (const testCase of fixture.cases) {
      it(testCase.name, () => compareBlock(fixture, testCase));
    }
  });
});
