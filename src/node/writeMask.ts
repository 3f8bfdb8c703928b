import { extname } from 'node:path';
import { OptionError } from '../core/errors.js';
import { checkOptionNames } from '../core/options.js';
import type { LabelMap } from '../raster/labelMap.js';
import { encodePng, type Rgb } from '../raster/png/encodePng.js';
import { deflateInNode } from './encodeImage.js';
import { writeFileAtomically } from './writeFileAtomically.js';

/** Options of {@link writeMask}. */
export interface WriteMaskOptions {
  /** The colour of each label, at most 256: the file stores palette indices. Left out, it is grey. */
  readonly palette?: readonly Rgb[];
}

/**
 * Writes a mask as a PNG file that reads back as the same labels. The file appears whole, or not at all.
 *
 * @param labels `[H,W]` of labels from 0 to 65535; 8 bits are used where they do.
 * @throws OptionError for a name that does not end in `.png`, and for labels beyond 65535 or the palette.
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { classColors } from 'segkit';
 * import { readMask, writeMask } from 'segkit/node';
 *
 * const file = join(await mkdtemp(join(tmpdir(), 'segkit-')), 'mask.png');
 * await writeMask(file, { data: Uint8Array.of(0, 1, 2, 3), width: 2, height: 2 }, { palette: classColors(4) });
 * console.log((await readMask(file)).data); // 0 1 2 3
 * ```
 */
export async function writeMask(file: string, labels: LabelMap, options: WriteMaskOptions = {}): Promise<void> {
  checkOptionNames('writeMask', options, ['palette']);
  if (extname(file).toLowerCase() !== '.png') {
    throw new OptionError(`writeMask: ${file} does not end in .png, the one format here that keeps labels exactly.`, {
      option: 'file',
    });
  }
  await writeFileAtomically(file, await encodePng(labels, { palette: options.palette, deflate: deflateInNode }));
}
