import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WeightsError } from '../../src/core/errors.js';
import { readSafetensorsFile } from '../../src/node/readSafetensorsFile.js';
import { writeSafetensors } from '../../src/weights/safetensors/writeSafetensors.js';

describe('readSafetensorsFile', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segkit-safetensors-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const write = async (name: string, bytes: Uint8Array): Promise<string> => {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  };
  const file = writeSafetensors({
    kernel: { shape: [2, 3], data: Float32Array.from([1, 2, 3, 4, 5, 6]) },
    count: { shape: [], data: new BigInt64Array([9n]) },
  });

  it('reads tensors when they are asked for', async () => {
    const { tensors } = await readSafetensorsFile(await write('right.safetensors', file));
    expect(await tensors.get('kernel')!.values()).toEqual(Float32Array.from([1, 2, 3, 4, 5, 6]));
    expect(await tensors.get('count')!.values()).toEqual(Float64Array.of(9));
  });

  it('refuses a file that has changed since', async () => {
    const path = await write('changing.safetensors', file);
    const { tensors } = await readSafetensorsFile(path);
    await appendFile(path, 'x');
    await expect(tensors.get('kernel')!.values()).rejects.toThrow(`${path} has changed while it was read.`);
  });

  it('names the file at fault', async () => {
    const path = await write('short.safetensors', file.subarray(0, file.length - 1));
    await expect(readSafetensorsFile(path)).rejects.toMatchObject({ name: 'WeightsError', file: path });
    await expect(readSafetensorsFile(join(folder, 'missing'))).rejects.toThrow(/missing cannot be read \(ENOENT/);
    await expect(readSafetensorsFile(folder)).rejects.toThrow(WeightsError);
  });
});
