import { settleFor } from '../mapValues.js';
import { copyOf } from '../pixelGrid.js';
import type { Raster } from '../raster.js';

/** A colour as parts of full brightness: red, green and blue. */
export type LightColor = readonly [red: number, green: number, blue: number];

/** The colour in the channels of a picture: its mean where that has no colours. Channels after the third have none. */
function inChannels(color: LightColor, { channels, data }: Raster): number[] {
  const maximum = data instanceof Uint8Array ? 255 : data instanceof Uint16Array ? 65535 : 1;
  const values = channels >= 3 ? color : new Array<number>(channels).fill((color[0] + color[1] + color[2]) / 3);
  return values.map((value) => value * maximum);
}

/** Lays a colour over a picture, `x + cover · (color − x)`, with a cover from 0 to 1 for each pixel. */
export function coverWith(raster: Raster, cover: ArrayLike<number>, color: LightColor): Raster {
  const result = copyOf(raster);
  const { data, channels } = result;
  const settle = settleFor(data);
  const values = inChannels(color, raster);
  for (let p = 0, i = 0; i < data.length; p++, i += channels) {
    const part = cover[p];
    if (part === 0) continue;
    for (let c = 0; c < values.length; c++) data[i + c] = settle(data[i + c] + part * (values[c] - data[i + c]));
  }
  return result;
}

/** Takes light away, `x · (1 − dark)`, with a part from 0 to 1 for each pixel. */
export const darken = (raster: Raster, dark: ArrayLike<number>): Raster => coverWith(raster, dark, [0, 0, 0]);

/**
 * Adds light as on a screen, `maximum − (maximum − x) · (1 − light)`: never brighter than white. `light` holds red, green
 * and blue for each pixel, from 0 to 1.
 */
export function addLight(raster: Raster, light: Float32Array): Raster {
  const result = copyOf(raster);
  const { data, channels } = result;
  const settle = settleFor(data);
  const maximum = data instanceof Uint8Array ? 255 : data instanceof Uint16Array ? 65535 : 1;
  const colors = Math.min(3, channels);
  for (let p = 0, i = 0; i < data.length; p += 3, i += channels) {
    if (light[p] + light[p + 1] + light[p + 2] === 0) continue;
    const gray = (light[p] + light[p + 1] + light[p + 2]) / 3;
    for (let c = 0; c < colors; c++) {
      const part = Math.min(1, colors === 3 ? light[p + c] : gray);
      data[i + c] = settle(maximum - (maximum - data[i + c]) * (1 - part));
    }
  }
  return result;
}
