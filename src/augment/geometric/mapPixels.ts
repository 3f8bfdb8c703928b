import type { Sample } from '../../data/sample.js';
import type { LabelMap } from '../../raster/labelMap.js';
import type { PixelGrid } from '../../raster/pixelGrid.js';
import type { Raster } from '../../raster/raster.js';

/** Moves the pixels of image, mask and weight alike. */
export function mapPixels(sample: Sample, move: <G extends PixelGrid>(grid: G) => G): Sample {
  return mapEach(sample, { image: move, mask: move, weight: move });
}

/** What becomes of each part of a sample. */
export interface PixelMaps {
  readonly image: (image: Raster) => Raster;
  readonly mask: (mask: LabelMap | Raster) => LabelMap | Raster;
  readonly weight: (weight: Raster) => Raster;
}

/** Changes image, mask and weight each in its own way. What is not there stays away. */
export function mapEach(sample: Sample, maps: PixelMaps): Sample {
  return {
    ...sample,
    image: maps.image(sample.image),
    ...(sample.mask && { mask: maps.mask(sample.mask) }),
    ...(sample.weight && { weight: maps.weight(sample.weight) }),
  };
}
