import { type D4Element, d4 } from './d4.js';
import type { PixelGrid } from './pixelGrid.js';
import type { ExifOrientation } from './storedImage.js';

/** What makes a picture upright, for EXIF's orientations 1 … 8. */
const elements: readonly D4Element[] = ['e', 'h', 'r180', 'v', 't', 'r270', 'hvt', 'r90'];

/** Turns a picture or mask upright as EXIF's orientation says; an upright one comes back itself. */
export function orient<G extends PixelGrid>(grid: G, orientation: ExifOrientation): G {
  return orientation === 1 ? grid : d4(grid, elements[orientation - 1]);
}
