import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as tf from '@tensorflow/tfjs-core';
import { binary } from '../binary.js';
import type { ConvGeometry } from '../convGeometry.js';
import { type Heap, outOfMemory } from '../guardMemory.js';
import type { NativeFunctions, Pointer } from './nativeFunctions.js';

export type { ConvolutionFunctions, Pointer } from './nativeFunctions.js';

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
