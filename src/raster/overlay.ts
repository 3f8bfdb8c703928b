import { ShapeError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { type LabelColorsOptions, labelColors } from './colorizeLabels.js';
import { convertChannels } from './convertChannels.js';
import type { LabelMap } from './labelMap.js';
import { checkGrid } from './pixelGrid.js';
import type { Raster } from './raster.js';
import { toUint8 } from './toUint8.js';

/** Options of {@link overlay}. */
export interface OverlayOptions extends LabelColorsOptions {
  /** How much of the mask's colour covers the picture, 0 … 1 (default 0.45). */
  readonly opacity?: number;
  /** Whether each region has an edge, one pixel wide, in its full colour (default), or not. */
  readonly contour?: 'edge' | 'none';
}

/** Ignored pixels are hatched: of this many diagonals, so many are grey. */
const hatch = { period: 8, width: 2 };

/**
 * Lays a mask over a picture: classes in their colours, their edges in full colour, class 0 left as it is, ignored
 * pixels hatched in grey.
 *
 * @param image `[H,W,C]` of 1 to 4 channels; 16-bit and float32 pictures are taken as by `toUint8`.
 * @param labels `[H,W]`, of the same size.
 * @returns 8-bit `[H,W,3]`.
 * @throws ShapeError if the sizes differ; OptionError for a label without a colour.
 * @example
 * ```ts
 * import { overlay } from 'segkit';
 *
 * const image = { data: new Uint8Array(4).fill(100), width: 2, height: 2, channels: 1 };
 * const mask = { data: Uint8Array.of(0, 1, 0, 0), width: 2, height: 2 };
 * console.log(overlay(image, mask, { opacity: 0.5 }).data); // one pixel orange, which is all edge
 * ```
 */
export function overlay(image: Raster, labels: LabelMap, options: OverlayOptions = {}): Raster {
  checkOptionNames('overlay', options, ['opacity', 'contour', 'colors', 'ignoreIndex']);
  const { opacity = 0.45, contour = 'edge', ignoreIndex } = options;
  checkNumber('overlay', 'opacity', opacity, { min: 0, max: 1 });
  checkOneOf('overlay', 'contour', contour, ['edge', 'none'] as const);
  checkGrid('overlay', labels);
  const { width, height } = image;
  if (labels.width !== width || labels.height !== height) {
    throw new ShapeError(
      `overlay: the mask has ${labels.width}×${labels.height} pixels, the picture ${width}×${height}. ` +
        'Bring the mask to its size with resizeLabels.',
      { expected: [height, width], actual: [labels.height, labels.width] },
    );
  }
  const output = convertChannels(toUint8(image), 3);
  const colorOf = labelColors('overlay', options);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const label = labels.data[i];
      if (label === 0 && label !== ignoreIndex) continue;
      if (label === ignoreIndex && (x + y) % hatch.period >= hatch.width) continue;
      const isFull = contour === 'edge' && label !== ignoreIndex && isEdge(labels, x, y, i);
      const share = isFull ? 1 : opacity;
      const color = colorOf(label);
      for (let c = 0; c < 3; c++) {
        output.data[3 * i + c] = output.data[3 * i + c] * (1 - share) + color[c] * share + 0.5;
      }
    }
  }
  return output;
}

/** Whether a pixel has another label above, below, left or right of it. */
function isEdge({ data, width, height }: LabelMap, x: number, y: number, i: number): boolean {
  const label = data[i];
  return (
    (x > 0 && data[i - 1] !== label) ||
    (x < width - 1 && data[i + 1] !== label) ||
    (y > 0 && data[i - width] !== label) ||
    (y < height - 1 && data[i + width] !== label)
  );
}
