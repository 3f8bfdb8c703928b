import { copyOf } from '../pixelGrid.js';
import type { Raster } from '../raster.js';
import { randomWords } from './randomWords.js';

/** Which pixels become white or black. */
export type Specks = (pixel: number) => 'salt' | 'pepper' | undefined;

/** Each pixel becomes white with probability `salt`, and black with probability `pepper`. */
export function drawSpecks(pixels: number, salt: number, pepper: number, seed: number): Specks {
  const words = new Uint32Array(Math.ceil(pixels / 4) * 4);
  randomWords('specks', seed)(words);
  const white = salt * 2 ** 32;
  const black = (salt + pepper) * 2 ** 32;
  return (pixel) => (words[pixel] < white ? 'salt' : words[pixel] < black ? 'pepper' : undefined);
}

/** Makes pixels white or black in all channels. */
export function putSpecks(raster: Raster, specks: Specks): Raster {
  const result = copyOf(raster);
  const { data, channels } = result;
  const white = data instanceof Uint8Array ? 255 : data instanceof Uint16Array ? 65535 : 1;
  for (let pixel = 0; pixel < data.length / channels; pixel++) {
    const speck = specks(pixel);
    if (speck) data.fill(speck === 'salt' ? white : 0, pixel * channels, (pixel + 1) * channels);
  }
  return result;
}
