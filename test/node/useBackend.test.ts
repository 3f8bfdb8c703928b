import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { BackendError } from '../../src/core/errors.js';
import { explainLoadFailure } from '../../src/node/explainLoadFailure.js';
import { useBackend } from '../../src/node/useBackend.js';

describe('useBackend', () => {
  it('takes the one that is named, and says so', async () => {
    const lines: string[] = [];
    const choice = await useBackend('wasm', { log: (line) => lines.push(line) });
    expect(choice).toEqual({ name: 'wasm', device: 'CPU (WebAssembly, SIMD, one thread)', passedOver: [] });
    expect(lines).toEqual(['Backend: wasm on CPU (WebAssembly, SIMD, one thread).']);
    expect(tf.getBackend()).toBe('wasm');
    expect((await useBackend('cpu', { log: null })).device).toBe('CPU (plain JavaScript: fit for tests only)');
    expect(tf.getBackend()).toBe('cpu');
  });

  it('takes the best there is, and says why not the ones before', async () => {
    const { name, passedOver } = await useBackend(undefined, { log: null });
    const order = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'];
    expect(passedOver.map((one) => one.name)).toEqual(order.slice(0, order.indexOf(name)));
    for (const { reason } of passedOver) expect(reason).not.toBe('');
  });

  it('refuses what is not there or not known', async () => {
    await expect(useBackend('tfjs-node-gpu', { log: null })).rejects.toThrow(BackendError);
    await expect(useBackend('tfjs-node-gpu', { log: null })).rejects.toThrow(
      /useBackend: tfjs-node-gpu cannot be used: /,
    );
    await expect(useBackend('gpu' as 'cpu')).rejects.toThrow('Use one of "tfjs-node-gpu", "tfjs-node", "wasm", "cpu".');
    await expect(useBackend('cpu', { quiet: true } as object)).rejects.toThrow('unknown option "quiet"');
  });
});

// What Node and tfjs-node really throw, as met in their issue trackers.
describe('explainLoadFailure', () => {
  const explain = (message: string, name = 'tfjs-node'): string => explainLoadFailure(name, new Error(message));

  it('knows a package that is not installed', () => {
    expect(explain("Cannot find package '@tensorflow/tfjs-node' imported from dist/node.js")).toBe('not installed');
  });

  it('knows an install script that was blocked, and gives the cure', () => {
    const reason = explain(
      "Cannot find module '…/node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node'\nRequire stack:\n- …",
    );
    expect(reason).toContain('its native library is missing or does not fit');
    expect(reason).toContain('npm rebuild @tensorflow/tfjs-node');
    expect(reason).not.toContain('\n');
  });

  it('knows missing CUDA', () => {
    const reason = explain(
      'libcudart.so.11.0: cannot open shared object file: No such file or directory',
      'tfjs-node-gpu',
    );
    expect(reason).toContain('It needs CUDA 11 and cuDNN 8 on the library path, or take tfjs-node');
  });

  it('gives the first line of anything else', () => {
    expect(explain('Segfault prevented.\nlong story')).toBe('Segfault prevented');
  });
});
