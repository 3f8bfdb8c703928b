import { copyOf } from '../pixelGrid.js';
import type { Raster } from '../raster.js';
import { randomWords } from './randomWords.js';

/** Swaps every pixel with one at most `reach` away in both directions, in scan order. */
export function jumble(raster: Raster, reach: number, seed: number, round: number): Raster {
  const result = copyOf(raster);
  const { data, width, height, channels } = result;
  const next = randomWords('jumble', seed, round);
  const words = new Uint32Array(Math.ceil(width / 4) * 4);
  const span = 2 * reach + 1;
  for (let y = 0; y < height; y++) {
    next(words);
    for (let x = 0; x < width; x++) {
      const right = (((words[x] & 0xffff) * span) >>> 16) - reach;
      const down = (((words[x] >>> 16) * span) >>> 16) - reach;
      const other = Math.min(height - 1, Math.max(0, y + down)) * width + Math.min(width - 1, Math.max(0, x + right));
      for (let c = 0, i = (y * width + x) * channels, j = other * channels; c < channels; c++, i++, j++) {
        const value = data[i];
        data[i] = data[j];
        data[j] = value;
      }
    }
  }
  return result;
}
