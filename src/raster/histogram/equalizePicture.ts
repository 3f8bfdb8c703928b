import { lumaWeights } from '../color/colorMatrix.js';
import { settleFor } from '../mapValues.js';
import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';
import { type EqualizeMethod, equalizeTable, histogramOf } from './equalize.js';
import { applyCurves, channelHistogram, curveAt, levelUnit } from './levelCurve.js';

/** Makes the histogram of each channel even. */
export function equalizeChannels(raster: Raster, method: EqualizeMethod): Raster {
  const tables = Array.from({ length: raster.channels }, (_, c) => equalizeTable(channelHistogram(raster, c), method));
  return applyCurves(raster, tables);
}

/** Makes the histogram of Rec. 601 luma even: what luma gains is added to red, green and blue. */
export function equalizeLuma(raster: Raster, method: EqualizeMethod): Raster {
  const { data, channels } = raster;
  const unit = levelUnit(raster);
  const [red, green, blue] = lumaWeights.map((weight) => weight / unit);
  const luma = new Float32Array(data.length / channels);
  for (let p = 0, i = 0; p < luma.length; p++, i += channels) {
    const level = Math.min(255, Math.max(0, red * data[i] + green * data[i + 1] + blue * data[i + 2]));
    luma[p] = data instanceof Uint8Array ? Math.round(level) : level;
  }
  const table = equalizeTable(histogramOf(Uint8Array.from(luma, Math.round)), method);
  const output = roomOf(data, data.length);
  output.set(data);
  const settle = settleFor(data);
  for (let p = 0, i = 0; p < luma.length; p++, i += channels) {
    const gain = (curveAt(table, luma[p]) - luma[p]) * unit;
    if (gain !== 0) for (let c = 0; c < 3; c++) output[i + c] = settle(data[i + c] + gain);
  }
  return { ...raster, data: output };
}
