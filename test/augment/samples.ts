import { random } from '../../src/core/random.js';
import type { Sample } from '../../src/data/sample.js';
import type { RasterData } from '../../src/raster/raster.js';

/** A sample whose picture says at each pixel which label its mask has, and whose weight says so too. */
export function labelCodedSample(
  width: number,
  height: number,
  options: { seed?: number; channels?: number } = {},
): Sample {
  const { seed = 1, channels = 3 } = options;
  const draw = random('label coded', seed, width, height);
  const labels = Uint8Array.from({ length: width * height }, () => draw.integer(0, 200));
  const image = new Uint8Array(width * height * channels);
  for (let i = 0; i < labels.length; i++) image.fill(labels[i], i * channels, (i + 1) * channels);
  return {
    id: `sample ${seed}`,
    image: { data: image, width, height, channels },
    mask: { data: labels, width, height },
    weight: { data: Float32Array.from(labels), width, height, channels: 1 },
    meta: { note: 'kept' },
  };
}

/** A sample of random numbers with a picture of the given number type. */
export function randomSample(width: number, height: number, kind: 'uint8' | 'uint16' | 'float32', seed = 1): Sample {
  const draw = random('random sample', seed, width, height);
  const length = width * height * 2;
  const values = Array.from({ length }, () => draw.uniform());
  const data: RasterData =
    kind === 'float32'
      ? Float32Array.from(values)
      : kind === 'uint16'
        ? Uint16Array.from(values, (value) => value * 65536)
        : Uint8Array.from(values, (value) => value * 256);
  const labels = Int32Array.from({ length: width * height }, () => draw.integer(0, 5));
  return { id: 'random', image: { data, width, height, channels: 2 }, mask: { data: labels, width, height }, meta: {} };
}

/** A copy that shares no memory. */
export const cloneSample = (sample: Sample): Sample => structuredClone(sample);
