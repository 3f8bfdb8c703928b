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
    const levels = greyLevels(stored);
    const labels = storedToLabels(stored, { mode: 'index', orientation });
    const white = levels ? 255 : 2 ** stored.bitDepth - 1;
    // What a GIF file unpacks to is nobody else's, and not turned.
    const own = stored.format === 'gif' && { values: stored.values, isOwn: true };
    return maskClasses(labels, rule, { white, levels, lossy: lossyFormat(stored, bytes), ...own });
  });
}

/** The brightness of each entry of a palette, if all are greys. */
function greyLevels({ palette }: StoredImage): Uint8Array | undefined {
  if (!palette) return undefined;
  const { colors } = palette;
  const levels = new Uint8Array(colors.length / 3);
  for (let i = 0; i < levels.length; i++) {
    levels[i] = colors[3 * i];
    if (colors[3 * i + 1] !== levels[i] || colors[3 * i + 2] !== levels[i]) return undefined;
  }
  return levels;
}
