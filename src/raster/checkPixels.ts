import { DataError } from '../core/errors.js';

/** Refuses declared sizes that are zero, or so large that nothing should be allocated for them. */
export function checkPixels(format: string, width: number, height: number, maxPixels: number): void {
  if (width < 1 || height < 1)
    throw new DataError(`the ${format} file declares ${width}×${height} pixels: it is empty.`);
  if (width * height <= maxPixels) return;
  throw new DataError(
    `the ${format} file declares ${width}×${height} pixels, more than maxPixels (${maxPixels}). ` +
      'Raise maxPixels if the file is really that large.',
  );
}
