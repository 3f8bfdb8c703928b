import { maskClasses, thresholdLabels } from '../../data/maskClasses.js';
import type { LabelMap } from '../../raster/labelMap.js';
import type { StoredImage } from '../../raster/storedImage.js';
import { storedToLabels } from '../../raster/storedToLabels.js';
import { decodeFile, type ImageSource } from '../decodeFile.js';
import { lossyFormat, type ReadMaskOptions, readMask, readMaskAs } from '../readMask.js';
import type { MaskRule } from './maskRule.js';

/**
 * Reads a mask file as classes.
 *
 * Several classes are palette indices or grey samples as they are stored. A binary mask is what one sees: where it has
 * a palette of greys, their brightness counts, since the order of black and white in the palette is up to the program
 * that wrote it.
 */
export async function readMaskFile(
  source: ImageSource,
  rule: MaskRule,
  options: Pick<ReadMaskOptions, 'maxPixels' | 'orientation'>,
): Promise<LabelMap> {
  const { threshold, colors } = rule;
  if (threshold !== undefined) {
    // Compression does no harm to what is thresholded anyway.
    return thresholdLabels(await readMask(source, { ...options, mode: 'luminance', lossy: 'allow' }), threshold);
  }
  if (colors || rule.values || rule.task === 'multiclass') {
    const reading = { ...options, mode: colors ? 'color' : 'index', colors } as const;
    return readMaskAs(source, reading, (labels, lossy) => maskClasses(labels, rule, { lossy }));
  }
  const { maxPixels, orientation } = options;
  return decodeFile('readMask', source, { maxPixels }, (stored, bytes) => {
    const asSeen = hasGreyPalette(stored);
    const labels = storedToLabels(stored, { mode: asSeen ? 'luminance' : 'index', orientation });
    const white = asSeen ? 255 : 2 ** stored.bitDepth - 1;
    return maskClasses(labels, rule, { white, lossy: lossyFormat(stored, bytes) });
  });
}

function hasGreyPalette({ palette }: StoredImage): boolean {
  if (!palette) return false;
  const { colors } = palette;
  for (let i = 0; i < colors.length; i += 3) {
    if (colors[i] !== colors[i + 1] || colors[i] !== colors[i + 2]) return false;
  }
  return true;
}
