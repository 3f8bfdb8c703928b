import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unet } from '../../../src/models/unet.js';
import { loadSmp } from '../../../src/weights/smp/loadSmp.js';
import { saveSmp } from '../../../src/weights/smp/saveSmp.js';
import { smpUrl } from '../../../src/weights/smp/smpUrl.js';
import { switchBackend } from '../../helpers/backends.js';

describe('smpUrl', () => {
  let server: Server;
  let address: string;
  let sum: string;
  let files: Readonly<Record<string, Uint8Array>> = {};
  const asked: (string | undefined)[] = [];
  const numbers: number[] = [];

  beforeAll(async () => {
    await switchBackend('wasm');
    const model = unet({ encoder: 'resnet18', encoderDepth: 1, decoderChannels: [4], seed: 1 });
    await saveSmp(model, {
      name: 'memory',
      read: async () => expect.unreachable(),
      write: async (written) => {
        files = written;
      },
    });
    for (const weight of model.getWeights()) numbers.push(tf.tidy(() => tf.sum(weight).dataSync()[0]));
    model.dispose();
    sum = createHash('sha256').update(files['model.safetensors']).digest('hex');
    server = createServer(({ url }, response) => {
      asked.push(url);
      const file = files[/^\/me\/cars\/([^?]*)\?key=1$/.exec(url ?? '')?.[1] ?? ''];
      if (file) response.end(file);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/me/cars?key=1`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  it('loads the model of a folder on a server', async () => {
    for (const source of [address, smpUrl(address, { sha256: { 'model.safetensors': sum } })]) {
      const model = await loadSmp(source);
      expect(model.getWeights().map((weight) => tf.tidy(() => tf.sum(weight).dataSync()[0]))).toEqual(numbers);
      model.dispose();
    }
    expect(asked.slice(0, 2)).toEqual(['/me/cars/config.json?key=1', '/me/cars/model.safetensors?key=1']);
  });

  it('refuses another checksum, and what is not there', async () => {
    const wrong = smpUrl(address, { sha256: { 'model.safetensors': 'f'.repeat(64) } });
    await expect(loadSmp(wrong)).rejects.toThrow(`its SHA-256 is ${sum}, and should be ffff`);
    await expect(loadSmp(address.replace('cars', 'dogs'))).rejects.toThrow('the server says 404');
    expect(() => smpUrl('cars')).toThrow('smpUrl: "cars" is no URL.');
  });
});
