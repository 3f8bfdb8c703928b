import { levelUnit } from '../histogram/levelCurve.js';
import { newData } from '../pixelGrid.js';
import type { Raster } from '../raster.js';
import type { BytePlane } from './quantizePlane.js';
import { fromYCbCr, toYCbCr } from './yCbCr.js';

/** Planes that are compressed together: brightness alone, or with colours. */
export interface Planes {
  readonly y: BytePlane;
  readonly cb?: BytePlane;
  readonly cr?: BytePlane;
}

/**
 * Applies a codec of 8-bit planes to a picture. Red, green and blue become brightness and colours; of pictures with one or
 * two channels each is compressed as brightness; channels after the third are kept. Codecs know 256 levels: 16-bit and
 * float32 pictures are rounded to these, and what the codec changes is then added to their values.
 */
export function compressPlanes(raster: Raster, codec: (planes: Planes) => Planes): Raster {
  const { channels } = raster;
  const bytes = inLevels(raster);
  const changed = new Uint8Array(bytes.data);
  if (channels >= 3) {
    const planes = toYCbCr(bytes);
    fromYCbCr({ ...bytes, data: changed }, { ...planes, ...codec(planes) });
  } else {
    for (let c = 0; c < channels; c++) {
      const data = Uint8Array.from({ length: bytes.width * bytes.height }, (_, p) => bytes.data[p * channels + c]);
      const { y } = codec({ y: { data, width: bytes.width, height: bytes.height } });
      for (let p = 0; p < data.length; p++) changed[p * channels + c] = y.data[p];
    }
  }
  return addChange(raster, bytes.data, changed);
}

function inLevels(raster: Raster): Raster & { readonly data: Uint8Array } {
  const { data } = raster;
  if (data instanceof Uint8Array) return { ...raster, data };
  const unit = levelUnit(raster);
  const levels = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) levels[i] = Math.min(255, Math.max(0, data[i] / unit)) + 0.5;
  return { ...raster, data: levels };
}

function addChange(raster: Raster, before: Uint8Array, after: Uint8Array): Raster {
  const { data } = raster;
  if (data instanceof Uint8Array) return { ...raster, data: after };
  const unit = levelUnit(raster);
  const maximum = 255 * unit;
  const output = newData(data, data.length);
  for (let i = 0; i < data.length; i++) {
    output[i] = Math.min(maximum, Math.max(0, data[i] + (after[i] - before[i]) * unit));
  }
  return { ...raster, data: output };
}
