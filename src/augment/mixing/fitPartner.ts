import { DataError } from '../../core/errors.js';
import type { Sample } from '../../data/sample.js';
import { channelsOf, type PixelGrid } from '../../raster/pixelGrid.js';
import type { Raster } from '../../raster/raster.js';
import { resizeSample } from '../geometric/resizeSample.js';

/** A partner of the size of a sample. Refuses one whose pixels mean something else. */
export function fitPartner(name: string, sample: Sample, partner: Sample): Sample {
  checkPartner(name, sample, partner);
  return resizeSample(partner, sample.image);
}

/** Refuses a partner of another number type, other channels, or another kind of mask. */
export function checkPartner(name: string, sample: Sample, partner: Sample): void {
  for (const part of ['image', 'mask'] as const) {
    const [own, other] = [sample[part], partner[part]].map(describeGrid);
    if (own === other) continue;
    throw new DataError(
      `${name}: ${JSON.stringify(sample.id)} and ${JSON.stringify(partner.id)} cannot be mixed: the ${part} of one is ` +
        `${own}, of the other ${other}. Read all samples alike.`,
      { id: partner.id },
    );
  }
}

/** The weights of a sample, 1 where it has none. */
export function weightOf({ weight, image: { width, height } }: Sample): Raster {
  return weight ?? { data: new Float32Array(width * height).fill(1), width, height, channels: 1 };
}

function describeGrid(grid: PixelGrid | undefined): string {
  if (!grid) return 'missing';
  // Label maps may be kept in any whole-number type.
  const type = 'channels' in grid ? grid.data.constructor.name.replace('Array', '').toLowerCase() : 'labels';
  return `${type} of ${channelsOf(grid)} channels`;
}
