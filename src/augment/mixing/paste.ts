import type { Sample } from '../../data/sample.js';
import type { LabelMap } from '../../raster/labelMap.js';
import { channelsOf, copyOf, type PixelData, type PixelGrid } from '../../raster/pixelGrid.js';
import { weightOf } from './fitPartner.js';

/** Copies pixels from a place in one picture or mask to a place in another. */
export type CopyPixels = (from: PixelGrid, to: PixelGrid) => void;

/** A copy of a sample, to whose image, mask and weight pixels of another one were copied, all in the same manner. */
export function pasteInto(sample: Sample, from: Sample, copy: CopyPixels): Sample {
  const pasted = <G extends PixelGrid>(to: G, source: PixelGrid): G => {
    const output = roomFor(to, source);
    copy(source, output);
    return output;
  };
  return {
    ...sample,
    image: pasted(sample.image, from.image),
    ...(sample.mask && from.mask && { mask: pasted(sample.mask, from.mask) }),
    ...(sample.weight && { weight: pasted(sample.weight, weightOf(from)) }),
  };
}

/** Copies a run of pixels. */
export function copyRun(from: PixelGrid, start: number, to: PixelGrid, at: number, length: number): void {
  const channels = channelsOf(to);
  (to.data as PixelData).set(from.data.subarray(start * channels, (start + length) * channels), at * channels);
}

/** A copy that holds labels of another label map too: label maps may have different number types. */
function roomFor<G extends PixelGrid>(grid: G, other: PixelGrid): G {
  if ('channels' in grid || grid.data.constructor === other.data.constructor) return copyOf(grid);
  const labels: LabelMap = { ...grid, data: Int32Array.from(grid.data) };
  return labels as G;
}
