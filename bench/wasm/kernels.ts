/**
 * Each wasm kernel of segkit against tfjs's own, where it has one, and against the composed one, in the same run:
 * `npx tsx bench/wasm/kernels.ts [part of a name]`. Times are medians; let the machine be calm.
 */
import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { averagingMatrix } from '../../src/ops/pooling/adaptivePool.js';
import { type BandedMatrix, transposeBanded } from '../../src/ops/resizing/bandedMatrix.js';
import { bilinearMatrix } from '../../src/ops/resizing/interpolationMatrix.js';

interface Case {
  readonly name: string;
  readonly kernel: string;
  readonly inputs: () => tf.NamedTensorMap;
  readonly attributes: object;
  /** Products and sums that the definition asks for; none for kernels that move data. */
  readonly operations?: number;
  /** Inputs that are handed over as a list. */
  readonly list?: boolean;
}

type Kind = 'tfjs' | 'composed' | 'simd';

const rounds = 15;

// tfjs's own kernels have to be taken down before ours replace them.
const stock = new Map(tf.getKernelsForBackend('wasm').map((config) => [config.kernelName, config]));
const { prepareWasm } = await import('../../src/wasm/index.js');

const image = (...shape: number[]): tf.Tensor => tf.randomNormal(shape);

function convolutions(): Case[] {
  const shapes = [
    [128, 3, 16, 3],
    [128, 16, 16, 3],
    [128, 32, 16, 3],
    [64, 32, 32, 3],
    [32, 64, 64, 3],
    [16, 128, 128, 3],
    [16, 256, 128, 3],
    [8, 256, 256, 3],
    [128, 32, 16, 2],
    [16, 256, 128, 2],
    [128, 16, 1, 1],
    [64, 64, 64, 1],
    [32, 32, 32, 5],
    [64, 32, 64, 3, 2],
  ];
  return shapes.flatMap(([size, inputs, outputs, filter, stride = 1]) => {
    const attributes = { strides: stride, pad: 'same', dataFormat: 'NHWC', dilations: 1 };
    const input = [4, size, size, inputs];
    const output = [4, size / stride, size / stride, outputs];
    const weights = [filter, filter, inputs, outputs];
    const operations = 2 * 4 * (size / stride) ** 2 * inputs * outputs * filter ** 2;
    const label = `${input.join('×')} → ${outputs}, ${filter}×${filter}${stride > 1 ? `, stride ${stride}` : ''}`;
    return [
      {
        name: label,
        kernel: 'Conv2D',
        inputs: () => ({ x: image(...input), filter: image(...weights) }),
        attributes,
        operations,
      },
      {
        name: label,
        kernel: 'Conv2DBackpropFilter',
        inputs: () => ({ x: image(...input), dy: image(...output) }),
        attributes: { ...attributes, filterShape: weights },
        operations,
      },
      {
        name: label,
        kernel: 'Conv2DBackpropInput',
        inputs: () => ({ dy: image(...output), filter: image(...weights) }),
        attributes: { ...attributes, inputShape: input },
        operations,
      },
    ];
  });
}

function depthwise(): Case[] {
  const attributes = { strides: 1, pad: 'same', dilations: 1 };
  const operations = 2 * 4 * 64 * 64 * 96 * 9;
  return [
    {
      name: '4×64×64×96, 3×3',
      kernel: 'DepthwiseConv2dNativeBackpropFilter',
      inputs: () => ({ x: image(4, 64, 64, 96), dy: image(4, 64, 64, 96) }),
      attributes: { ...attributes, filterShape: [3, 3, 96, 1] },
      operations,
    },
    {
      name: '4×64×64×96, 3×3',
      kernel: 'DepthwiseConv2dNativeBackpropInput',
      inputs: () => ({ dy: image(4, 64, 64, 96), filter: image(3, 3, 96, 1) }),
      attributes: { ...attributes, inputShape: [4, 64, 64, 96] },
      operations,
    },
  ];
}

function products(): Case[] {
  const shapes = [
    {
      name: 'scores of 8 heads, 1024×32 · (256×32)ᵀ',
      a: [8, 1024, 32],
      b: [8, 256, 32],
      transposeB: true,
      size: [8, 1024, 32, 256],
    },
    { name: 'values of 8 heads, 1024×256 · 256×32', a: [8, 1024, 256], b: [8, 256, 32], size: [8, 1024, 256, 32] },
    {
      name: 'dense, input, 1024×512 · (256×512)ᵀ',
      a: [1024, 512],
      b: [256, 512],
      transposeB: true,
      size: [1024, 512, 256],
    },
    {
      name: 'dense, kernel, (1024×256)ᵀ · 1024×512',
      a: [1024, 256],
      b: [1024, 512],
      transposeA: true,
      size: [1024, 256, 512],
    },
  ];
  return shapes.map(({ name, a, b, transposeA = false, transposeB = false, size }) => ({
    name,
    kernel: 'BatchMatMul',
    inputs: () => ({ a: image(...a), b: image(...b) }),
    attributes: { transposeA, transposeB },
    operations: 2 * size.reduce((product, side) => product * side, 1),
  }));
}

function resampling(): Case[] {
  const doubled = bilinearMatrix(64, 128, 'alignCorners');
  const windows = averagingMatrix(64, 6);
  const attributes = (matrix: BandedMatrix): object => ({ rows: matrix, columns: matrix });
  return [
    ['2×64×64×128 to 128×128, bilinear', 64, doubled],
    ['its gradient', 128, transposeBanded(doubled)],
    ['2×64×64×128 to 6×6, means', 64, windows],
    ['its gradient', 6, transposeBanded(windows)],
  ].map(([name, size, matrix]) => ({
    name: name as string,
    kernel: 'SegResample',
    inputs: () => ({ x: image(2, size as number, size as number, 128) }),
    attributes: attributes(matrix as BandedMatrix),
  }));
}

function pixels(): Case[] {
  const large = (): tf.Tensor => image(4, 128, 128, 16);
  const channels = (): tf.Tensor => tf.ones([16]);
  return [
    {
      name: '4×128×128×16 over N, H, W',
      kernel: 'Sum',
      inputs: () => ({ x: large() }),
      attributes: { axis: [0, 1, 2] },
    },
    { name: '4×128×128×16 over H, W', kernel: 'Mean', inputs: () => ({ x: large() }), attributes: { axis: [1, 2] } },
    {
      name: '4×128×128×16',
      kernel: 'SegBatchNormMoments',
      inputs: () => ({ x: large() }),
      attributes: {},
    },
    {
      name: '4×128×128×16',
      kernel: 'SegBatchNormNormalize',
      inputs: () => ({ x: large(), mean: channels(), variance: channels(), gamma: channels(), beta: channels() }),
      attributes: { epsilon: 1e-3 },
    },
    {
      name: '4×128×128×16',
      kernel: 'SegBatchNormGradSums',
      inputs: () => ({ dy: large(), x: large(), mean: channels(), variance: channels() }),
      attributes: { epsilon: 1e-3 },
    },
    {
      name: '4×128×128×16',
      kernel: 'SegBatchNormGradInput',
      inputs: () => ({
        ...{ dy: large(), x: large(), mean: channels(), variance: channels(), gamma: channels() },
        ...{ dGamma: channels(), dBeta: channels() },
      }),
      attributes: { epsilon: 1e-3, count: 4 * 128 * 128 },
    },
    {
      name: '4×128×128×16, 2×2',
      kernel: 'MaxPoolGrad',
      inputs: () => ({ dy: image(4, 64, 64, 16), input: large(), output: image(4, 64, 64, 16) }),
      attributes: { filterSize: 2, strides: 2, pad: 'valid' },
    },
    {
      name: '4×64×64×32 to 128×128',
      kernel: 'ResizeNearestNeighbor',
      inputs: () => ({ images: image(4, 64, 64, 32) }),
      attributes: { size: [128, 128], alignCorners: false, halfPixelCenters: false },
    },
    {
      name: '4×64×64×32 from 128×128',
      kernel: 'ResizeNearestNeighborGrad',
      inputs: () => ({ images: image(4, 64, 64, 32), dy: image(4, 128, 128, 32) }),
      attributes: { alignCorners: false, halfPixelCenters: false },
    },
    {
      name: '2 × 4×128×128×16 along channels',
      kernel: 'Concat',
      inputs: () => ({ 0: large(), 1: large() }),
      attributes: { axis: 3 },
      list: true,
    },
    {
      name: '4×128×128×32 in two',
      kernel: 'SplitV',
      inputs: () => ({ x: image(4, 128, 128, 32) }),
      attributes: { numOrSizeSplits: [16, 16], axis: 3 },
    },
    {
      name: '1,000,000 weights',
      kernel: 'SegAdam',
      inputs: () => ({ weight: image(1e6), gradient: image(1e6), first: image(1e6), second: tf.ones([1e6]) }),
      attributes: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, stepSize: 1e-3, rootCorrection: 1 },
    },
  ];
}

/** Runs a kernel once; tfjs's own where `kind` says so. */
function run(kind: Kind, { kernel, attributes, list }: Case, inputs: tf.NamedTensorMap): void {
  const backend = tf.backend();
  const config = kind === 'tfjs' ? stock.get(kernel)! : tf.getKernel(kernel, 'wasm');
  const given = (list ? Object.values(inputs) : inputs) as tf.NamedTensorInfoMap;
  const made = config.kernelFunc({ inputs: given, attrs: attributes as tf.NamedAttrMap, backend });
  for (const info of Array.isArray(made) ? made : [made]) {
    if (info instanceof tf.Tensor) info.dispose();
    else backend.disposeData(info.dataId as object);
  }
}

async function measure(item: Case): Promise<Map<Kind, number>> {
  const inputs = item.inputs();
  const kinds: Kind[] = stock.has(item.kernel) ? ['tfjs', 'composed', 'simd'] : ['composed', 'simd'];
  const times = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]));
  for (let round = -3; round < rounds; round++) {
    for (const kind of kinds) {
      await prepareWasm({ kernels: kind === 'simd' ? 'simd' : 'composed' });
      const start = performance.now();
      run(kind, item, inputs);
      if (round >= 0) times.get(kind)!.push(performance.now() - start);
    }
  }
  tf.dispose(inputs);
  return new Map([...times].map(([kind, all]) => [kind, all.sort((a, b) => a - b)[rounds >> 1]]));
}

await prepareWasm();
const wanted = process.argv[2] ?? '';
for (const item of [...convolutions(), ...depthwise(), ...products(), ...resampling(), ...pixels()]) {
  if (!`${item.kernel} ${item.name}`.includes(wanted)) continue;
  const times = await measure(item);
  const simd = times.get('simd')!;
  const columns = (['tfjs', 'composed', 'simd'] as const).map((kind) => {
    const time = times.get(kind);
    return time === undefined ? `${kind} –`.padEnd(18) : `${kind} ${time.toFixed(2)} ms`.padEnd(18);
  });
  const peer = times.get('tfjs') ?? times.get('composed')!;
  const speed = item.operations ? `${(item.operations / simd / 1e6).toFixed(0)} GFLOP/s` : '';
  console.log(
    `${item.kernel.padEnd(36)} ${item.name.padEnd(34)} ${columns.join(' ')} ${(peer / simd).toFixed(1).padStart(7)}× ${speed}`,
  );
}
