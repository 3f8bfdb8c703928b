import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** The folder of reference values and pictures: `SEGKIT_SHARED`, or `../shared` beside the repository. */
export const sharedFolder = resolve(root, process.env.SEGKIT_SHARED ?? '../shared');

/** A path in the shared folder. */
export const sharedPath = (...parts: string[]): string => join(sharedFolder, ...parts);

/** Whether the shared folder, or a path in it, is there. */
export const hasShared = (...parts: string[]): boolean => existsSync(sharedPath(...parts));

/** Like `describe`, but skipped, and saying so, where the shared path is absent. */
export function describeShared(name: string, path: string, tests: () => void): void {
  if (hasShared(path)) describe(name, tests);
  // `describe.skip` would still run the callback, and with it read files that are not there.
  else it.skip(`${name}: needs ${path} of the shared folder; set SEGKIT_SHARED`, () => {});
}

/** An array of a reference file. */
export interface ReferenceArray {
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}

/** All arrays of a safetensors file of reference values (F32, I32, U8). */
export function readArrays(file: string): Map<string, ReferenceArray> {
  const bytes = readFileSync(file);
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const arrays = new Map<string, ReferenceArray>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const [start, end] = entry.data_offsets.map((offset) => offset + 8 + headerLength);
    const copy = new Uint8Array(bytes.subarray(start, end)).buffer;
    const data =
      entry.dtype === 'F32'
        ? new Float32Array(copy)
        : entry.dtype === 'I32'
          ? new Int32Array(copy)
          : new Uint8Array(copy);
    arrays.set(name, { data, shape: entry.shape });
  }
  return arrays;
}

/** A fixture of `parity/`: its cases, and its arrays where it has any. */
export interface Fixture<Case> {
  readonly cases: readonly Case[];
  readonly defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly tolerance: { readonly rtol: number; readonly atol: number; readonly atolOfMax: number };
  readonly arrays: ReadonlyMap<string, ReferenceArray>;
}

/** Reads `parity/<path>.json` and, beside it, `parity/<path>.safetensors`. */
export function readFixture<Case>(path: string): Fixture<Case> {
  const base = sharedPath('parity', path);
  const fixture = JSON.parse(readFileSync(`${base}.json`, 'utf8')) as Fixture<Case>;
  const arrays = existsSync(`${base}.safetensors`) ? readArrays(`${base}.safetensors`) : new Map();
  return { ...fixture, arrays };
}
