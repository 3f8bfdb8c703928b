import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { prepareWasm, wasmKernels } from '../../src/wasm/index.js';
import { sharedMemory, wrapInstance } from '../../src/wasm/simd/native.js';
import { switchBackend } from '../helpers/backends.js';

describe('the choice of kernels', () => {
  afterEach(() => prepareWasm());

  test('SIMD where the memory of tfjs is to be had, as in Node', async () => {
    expect(await prepareWasm()).toEqual({ kernels: 'simd' });
    expect(tf.getBackend()).toBe('wasm');
    expect(wasmKernels()).toEqual({ kernels: 'simd' });
  });

  test('composed when told so', async () => {
    expect(await prepareWasm({ kernels: 'composed' })).toEqual({
      kernels: 'composed',
      reason: 'prepareWasm was told so',
    });
  });

  test('memory that cannot be shared gives its reason', () => {
    const backend = (asm: object | undefined): BackendWasm => ({ wasm: { asm } }) as unknown as BackendWasm;
    expect(sharedMemory(backend(undefined))).toBe('this build of tfjs-backend-wasm does not give its memory away');
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    expect(sharedMemory(backend({ memory }))).toBe(
      'tfjs-backend-wasm runs with threads, whose shared memory the SIMD kernels cannot use',
    );
  });

  test('a browser that compiles asynchronously only gets the composed kernels until it is prepared', async () => {
    const { Module } = WebAssembly;
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
    try {
      WebAssembly.Module = class {
        constructor() {
          throw new RangeError('WebAssembly.Compile is disallowed on the main thread');
        }
      } as unknown as typeof WebAssembly.Module;
      await switchBackend('wasm');
      expect(wasmKernels().kernels).toBe('composed');
      expect(wasmKernels().reason).toContain('disallowed on the main thread');
      expect(await prepareWasm()).toEqual({ kernels: 'simd' });
    } finally {
      WebAssembly.Module = Module;
    }
  });

  test('a heap that is full is an error, where tfjs would write to address 0', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const instance = { exports: {} } as unknown as WebAssembly.Instance;
    let room = 1;
    const backend = {
      wasm: { _malloc: () => (room-- > 0 ? 64 : 0), _free: () => {} },
      dataIdMap: { get: () => ({ memoryOffset: 0 }) },
    } as unknown as BackendWasm;
    const native = wrapInstance(instance, backend, memory);
    expect(() => native.scratch(32 << 20)).toThrow('wasm backend: out of memory (32 MiB more were asked for');
    expect(() => native.pointer({ dataId: {}, shape: [1024, 1024], dtype: 'float32' })).toThrow(
      'wasm backend: out of memory (4 MiB more were asked for',
    );
  });

  test('another backend than wasm is an error', async () => {
    await switchBackend('cpu');
    expect(() => wasmKernels()).toThrow("the current backend is cpu, not wasm. Call tf.setBackend('wasm') first.");
  });

  test('unknown options are refused', async () => {
    await expect(prepareWasm({ kernel: 'simd' } as object)).rejects.toThrow('Did you mean "kernels"?');
    await expect(prepareWasm({ kernels: 'fast' as 'simd' })).rejects.toThrow('prepareWasm: kernels is "fast".');
  });
});
