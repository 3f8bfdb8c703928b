import { OptionError } from '../core/errors.js';
import { luminance, luminanceFloat } from './luminance.js';
import { checkGrid, copyOf, newData } from './pixelGrid.js';
import type { Raster, RasterData } from './raster.js';

/**
 * Gives a picture another count of channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.
 *
 * Grey is repeated; colours become grey by Rec. 601 luma; alpha is dropped without blending, and new alpha is opaque
 * (255, 65535 or 1).
 *
 * @param raster `[H,W,C]` with 1 to 4 channels; the result is a copy.
 * @throws OptionError for other counts.
 * @example
 * ```ts
 * import { convertChannels } from 'segkit';
 *
 * const red = { data: Uint8Array.of(255, 0, 0), width: 1, height: 1, channels: 3 };
 * console.log(convertChannels(red, 1).data); // 76
 * ```
 */
export function convertChannels(raster: Raster, channels: number): Raster {
  checkGrid('convertChannels', raster);
  for (const count of [raster.channels, channels]) {
    if (count >= 1 && count <= 4 && Number.isInteger(count)) continue;
    throw new OptionError(
      `convertChannels: ${raster.channels} to ${channels} channels. Pictures with 1 to 4 channels can be converted.`,
      { option: 'channels', value: channels },
    );
  }
  if (raster.channels === channels) return copyOf(raster);
  const { width, height } = raster;
  const data = newData<RasterData>(raster.data, width * height * channels);
  if (raster.channels >= 3 && channels >= 3) copyColors(raster, data, channels);
  else if (raster.channels >= 3) mixColors(raster, data, channels);
  else repeatGrey(raster, data, channels);
  if (channels % 2 === 0) setAlpha(raster, data, channels);
  return { data, width, height, channels };
}

function copyColors(raster: Raster, data: RasterData, channels: number): void {
  const { data: from, channels: step } = raster;
  for (let i = 0, o = 0; i < from.length; i += step, o += channels) {
    data[o] = from[i];
    data[o + 1] = from[i + 1];
    data[o + 2] = from[i + 2];
  }
}

function mixColors(raster: Raster, data: RasterData, channels: number): void {
  const { data: from, channels: step } = raster;
  const mix = from instanceof Float32Array ? luminanceFloat : luminance;
  for (let i = 0, o = 0; i < from.length; i += step, o += channels) data[o] = mix(from[i], from[i + 1], from[i + 2]);
}

function repeatGrey(raster: Raster, data: RasterData, channels: number): void {
  const { data: from, channels: step } = raster;
  const colors = channels >= 3 ? 3 : 1;
  for (let i = 0, o = 0; i < from.length; i += step, o += channels) {
    for (let c = 0; c < colors; c++) data[o + c] = from[i];
  }
}

function setAlpha(raster: Raster, data: RasterData, channels: number): void {
  const { data: from, channels: step } = raster;
  const hasAlpha = step % 2 === 0;
  const opaque = from instanceof Uint8Array ? 255 : from instanceof Uint16Array ? 65535 : 1;
  for (let i = step - 1, o = channels - 1; o < data.length; i += step, o += channels) {
    data[o] = hasAlpha ? from[i] : opaque;
  }
}
