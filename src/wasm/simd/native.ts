import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as tf from '@tensorflow/tfjs-core';
import { binary } from '../binary.js';
import type { ConvGeometry } from '../convGeometry.js';
import { type Heap, outOfMemory } from '../guardMemory.js';

/** A place in the memory of tfjs: bytes from its start. */
export type Pointer = number;

/** One way to convolve: by Winograd's algorithm for filters up to 2×2 or 3×3, or by laying out columns. */
export interface ConvolutionFunctions {
  /** The bytes of scratch memory that the others need. */
  scratch(geometry: Pointer): number;
  forward(
    geometry: Pointer,
    x: Pointer,
    filter: Pointer,
    bias: Pointer,
    low: number,
    high: number,
    y: Pointer,
    scratch: Pointer,
  ): void;
  backpropFilter(geometry: Pointer, x: Pointer, dy: Pointer, filter: Pointer, scratch: Pointer): void;
}

/** The functions of the module; `src/wasm/native` says what each does. */
export interface NativeFunctions {
  winograd2Scratch: ConvolutionFunctions['scratch'];
  winograd2Forward: ConvolutionFunctions['forward'];
  winograd2BackpropFilter: ConvolutionFunctions['backpropFilter'];
  winograd3Scratch: ConvolutionFunctions['scratch'];
  winograd3Forward: ConvolutionFunctions['forward'];
  winograd3BackpropFilter: ConvolutionFunctions['backpropFilter'];
  columnsScratch: ConvolutionFunctions['scratch'];
  columnsForward: ConvolutionFunctions['forward'];
  columnsBackpropFilter: ConvolutionFunctions['backpropFilter'];
  columnsBackpropInput(geometry: Pointer, dy: Pointer, filter: Pointer, dx: Pointer, scratch: Pointer): void;
  flipFilter(filter: Pointer, flipped: Pointer, taps: number, inChannels: number, outChannels: number): void;
  depthwiseForward(geometry: Pointer, x: Pointer, filter: Pointer, y: Pointer): void;
  depthwiseBackpropFilter(geometry: Pointer, x: Pointer, dy: Pointer, filter: Pointer): void;
  depthwiseBackpropInput(geometry: Pointer, dy: Pointer, filter: Pointer, dx: Pointer): void;
  matMulScratch(rows: number, columns: number, depth: number): number;
  matMul(
    a: Pointer,
    b: Pointer,
    rows: number,
    columns: number,
    depth: number,
    transposeB: 0 | 1,
    c: Pointer,
    scratch: Pointer,
  ): void;
  matMulTransposed(
    a: Pointer,
    b: Pointer,
    rows: number,
    columns: number,
    depth: number,
    c: Pointer,
    scratch: Pointer,
  ): void;
  resampleAxis(
    x: Pointer,
    outer: number,
    length: number,
    inner: number,
    outputs: number,
    width: number,
    starts: Pointer,
    weights: Pointer,
    y: Pointer,
  ): void;
  gelu(x: Pointer, count: number, y: Pointer): void;
  geluBackprop(dy: Pointer, x: Pointer, count: number, dx: Pointer): void;
  groupedScratch(geometry: Pointer, groups: number): number;
  groupedForward(
    geometry: Pointer,
    groups: number,
    x: Pointer,
    filter: Pointer,
    backwards: 0 | 1,
    y: Pointer,
    scratch: Pointer,
  ): void;
  groupedBackpropInput(
    geometry: Pointer,
    groups: number,
    dy: Pointer,
    filter: Pointer,
    dx: Pointer,
    scratch: Pointer,
  ): void;
  groupedBackpropFilter(
    geometry: Pointer,
    groups: number,
    x: Pointer,
    dy: Pointer,
    filter: Pointer,
    scratch: Pointer,
  ): void;
  maxPoolBackprop(geometry: Pointer, dy: Pointer, x: Pointer, dx: Pointer): void;
  channelSumsScratch(channels: number): number;
  channelSums(
    x: Pointer,
    outer: number,
    rows: number,
    channels: number,
    factor: number,
    sums: Pointer,
    scratch: Pointer,
  ): void;
  batchNormScratch(channels: number): number;
  batchNormMoments(
    x: Pointer,
    pictures: number,
    rows: number,
    channels: number,
    mean: Pointer,
    variance: Pointer,
    exact: Pointer,
    scratch: Pointer,
  ): void;
  batchNormNormalize(
    x: Pointer,
    mean: Pointer,
    variance: Pointer,
    gamma: Pointer,
    beta: Pointer,
    rows: number,
    channels: number,
    epsilon: number,
    y: Pointer,
    scratch: Pointer,
  ): void;
  batchNormGradSums(
    dy: Pointer,
    x: Pointer,
    mean: Pointer,
    variance: Pointer,
    pictures: number,
    rows: number,
    channels: number,
    epsilon: number,
    dGamma: Pointer,
    dBeta: Pointer,
    exact: Pointer,
    scratch: Pointer,
  ): void;
  batchNormGradInput(
    dy: Pointer,
    x: Pointer,
    mean: Pointer,
    variance: Pointer,
    gamma: Pointer,
    dGamma: Pointer,
    dBeta: Pointer,
    rows: number,
    total: number,
    channels: number,
    epsilon: number,
    dx: Pointer,
    scratch: Pointer,
  ): void;
  takePixels(
    x: Pointer,
    batch: number,
    inHeight: number,
    inWidth: number,
    channels: number,
    outHeight: number,
    outWidth: number,
    rows: Pointer,
    columns: Pointer,
    y: Pointer,
  ): void;
  addPixels(
    dy: Pointer,
    batch: number,
    inHeight: number,
    inWidth: number,
    channels: number,
    outHeight: number,
    outWidth: number,
    rows: Pointer,
    columns: Pointer,
    dx: Pointer,
  ): void;
  addTo(to: Pointer, from: Pointer, count: number): void;
  copyRuns(to: Pointer, toStride: number, from: Pointer, fromStride: number, rows: number, count: number): void;
  adamStep(
    weight: Pointer,
    gradient: Pointer,
    first: Pointer,
    second: Pointer,
    size: number,
    keep1: number,
    fresh1: number,
    keep2: number,
    fresh2: number,
    epsilon: number,
    stepSize: number,
    rootCorrection: number,
    newWeight: Pointer,
    newFirst: Pointer,
    newSecond: Pointer,
  ): void;
}

/** Our module, instantiated on the memory of one wasm backend. */
export interface Native extends NativeFunctions {
  /** Where a tensor's values lie. */
  pointer(tensor: tf.TensorInfo): Pointer;
  /** A tensor for a result; its values are whatever lay there. */
  output(shape: readonly number[], dtype?: tf.DataType): tf.TensorInfo;
  /** Frees a tensor that `output` gave. */
  release(tensor: tf.TensorInfo): void;
  /** Memory for intermediate values, valid until the next call; it is kept, and grows to the most that was asked for. */
  scratch(bytes: number): Pointer;
  /** The geometry of a convolution or pooling for a kernel to read, valid until the next call. */
  geometry(geometry: ConvGeometry): Pointer;
  /** Writes whole numbers for a kernel to read, into scratch memory. */
  write(at: Pointer, values: ArrayLike<number>): void;
  /** Writes numbers for a kernel to read, into scratch memory. */
  writeFloats(at: Pointer, values: ArrayLike<number>): void;
}

/** What of tfjs's Emscripten module is used here beyond its types. */
interface EmscriptenModule extends Heap {
  readonly asm?: { readonly memory?: WebAssembly.Memory };
}

/** The bytes of the module. */
export function nativeBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(binary), (character) => character.charCodeAt(0));
}

/** The memory of the backend, or why our module cannot work in it. */
export function sharedMemory(backend: BackendWasm): WebAssembly.Memory | string {
  const memory = (backend.wasm as unknown as EmscriptenModule).asm?.memory;
  if (!memory) return 'this build of tfjs-backend-wasm does not give its memory away';
  const isShared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  return isShared ? 'tfjs-backend-wasm runs with threads, whose shared memory the SIMD kernels cannot use' : memory;
}

/** Wraps an instance of the module for the backend whose memory it works in. */
export function wrapInstance(instance: WebAssembly.Instance, backend: BackendWasm, memory: WebAssembly.Memory): Native {
  const heap = backend.wasm as unknown as EmscriptenModule;
  const allocate = (bytes: number): Pointer => {
    const pointer = heap._malloc(bytes) >>> 0;
    if (pointer === 0) throw outOfMemory(bytes);
    return pointer;
  };
  // A view of its own each time: growing the memory detaches the old ones.
  const write = (at: Pointer, values: ArrayLike<number>): void =>
    new Int32Array(memory.buffer, at, values.length).set(values);
  const writeFloats = (at: Pointer, values: ArrayLike<number>): void =>
    new Float32Array(memory.buffer, at, values.length).set(values);
  const geometryAt = allocate(64);
  let scratchAt = 0;
  let scratchBytes = 0;
  const pointer = (tensor: tf.TensorInfo): Pointer => {
    const offset = backend.dataIdMap.get(tensor.dataId as object).memoryOffset;
    // tfjs does not look at what its allocator answers, and would go on at address 0.
    if (offset === 0) throw outOfMemory(tensor.shape.reduce((product, size) => product * size, 4));
    return offset;
  };
  return {
    ...(instance.exports as unknown as NativeFunctions),
    pointer,
    output: (shape, dtype = 'float32') => backend.makeOutput([...shape], dtype),
    release: ({ dataId }) => {
      backend.disposeData(dataId as object);
    },
    scratch: (bytes) => {
      if (bytes > scratchBytes) {
        if (scratchAt !== 0) heap._free(scratchAt);
        [scratchAt, scratchBytes] = [0, 0];
        scratchAt = allocate(bytes);
        scratchBytes = bytes;
      }
      return scratchAt;
    },
    geometry: (geometry) => {
      write(geometryAt, geometryFields(geometry));
      return geometryAt;
    },
    write,
    writeFloats,
  };
}

/** In the order of `Convolution` in `native/convolution.h`. */
function geometryFields(geometry: ConvGeometry): readonly number[] {
  return [
    geometry.batchSize,
    geometry.inHeight,
    geometry.inWidth,
    geometry.inChannels,
    geometry.outHeight,
    geometry.outWidth,
    geometry.outChannels,
    geometry.filterHeight,
    geometry.filterWidth,
    geometry.strideHeight,
    geometry.strideWidth,
    geometry.dilationHeight,
    geometry.dilationWidth,
    geometry.padInfo.top,
    geometry.padInfo.left,
  ];
}
