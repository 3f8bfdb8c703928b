import { readSafetensors, type SafetensorsFile } from '../weights/safetensors/readSafetensors.js';
import { fileSource } from './fileSource.js';

/**
 * Reads a safetensors file of a disk: its header now, each tensor when it is asked for. There is nothing to close.
 *
 * @throws WeightsError if the file is not there, damaged, or has changed since its header was read.
 *
 * @example
 * ```ts
 * import { tmpdir } from 'node:os';
 * import { writeSafetensors } from 'segkit';
 * import { readSafetensorsFile, writeFileAtomically } from 'segkit/node';
 *
 * const file = `${tmpdir()}/segkit-example-weights.safetensors`;
 * await writeFileAtomically(file, writeSafetensors({ bias: { shape: [2], data: new Float32Array(2) } }));
 * const { tensors } = await readSafetensorsFile(file);
 * console.log(await tensors.get('bias')?.values()); // Float32Array(2) [ 0, 0 ]
 * ```
 */
export async function readSafetensorsFile(path: string): Promise<SafetensorsFile> {
  return readSafetensors(await fileSource(path));
}
