import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SmpPlace } from '../weights/smp/smpPlace.js';
import { fileSource } from './fileSource.js';
import { writeFileAtomically } from './writeFileAtomically.js';

/**
 * A folder as smp's `save_pretrained` writes and `from_pretrained` reads it, for `loadSmp` and `saveSmp`.
 *
 * @throws WeightsError on loading, if a file is not there.
 *
 * @example
 * ```ts
 * import { tmpdir } from 'node:os';
 * import { saveSmp, unet } from 'segkit';
 * import { smpFolder, useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = unet({ encoder: 'resnet18', encoderDepth: 2, decoderChannels: [16, 8] });
 * await saveSmp(model, smpFolder(`${tmpdir()}/segkit-example-smp-folder`));
 * // In Python: model = smp.from_pretrained(folder)
 * ```
 */
export function smpFolder(folder: string): SmpPlace {
  return {
    name: folder,
    read: (file) => fileSource(join(folder, file)),
    write: async (files) => {
      await mkdir(folder, { recursive: true });
      // The weights first: a folder with a new config.json and old weights would not load.
      await writeFileAtomically(join(folder, 'model.safetensors'), files['model.safetensors']);
      await writeFileAtomically(join(folder, 'config.json'), files['config.json']);
    },
  };
}
