import { checkOneOf } from '../../../core/options.js';
import { mapColors } from '../../../raster/color/hsv.js';
import {
  densityOf,
  estimateStains,
  faint,
  type StainPair,
  type StainVector,
  usualStains,
} from '../../../raster/color/stains.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { maximumOf } from '../mapLevels.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link stainJitter}. */
export interface StainJitterOptions {
  /** Factors of the amount of hematoxylin (default 0.7 … 1.3). */
  readonly hematoxylin?: number | Range;
  /** Factors of the amount of eosin (default 0.7 … 1.3). */
  readonly eosin?: number | Range;
  /** What is added to hematoxylin where there is tissue, as optical density; one r stands for −r … r (default 0.1). */
  readonly hematoxylinShift?: number | Range;
  /** What is added to eosin where there is tissue; one r stands for −r … r (default 0.1). */
  readonly eosinShift?: number | Range;
  /**
   * Where the colours of the stains come from: `ruifrok` (default) has those of Ruifrok and Johnston (2001); `macenko` takes
   * them from each picture (Macenko et al. 2009), and those of Ruifrok where too little is stained.
   */
  readonly method?: 'ruifrok' | 'macenko';
}

/** What {@link stainJitter} draws. */
export interface StainJitterParams {
  /** The factor of hematoxylin. */
  readonly hematoxylin: number;
  /** The factor of eosin. */
  readonly eosin: number;
  /** What is added to hematoxylin. */
  readonly hematoxylinShift: number;
  /** What is added to eosin. */
  readonly eosinShift: number;
}

/**
 * Stains tissue sections more or less strongly with hematoxylin and eosin, as laboratories do (Tellez et al. 2018): optical
 * densities `−ln(x / maximum)` are split into the two stains and a rest, each amount becomes `factor · amount + shift`, and
 * they are put together again. The white background stays white. Channels after the third are kept.
 *
 * @throws ShapeError for pictures without three channels, when it is applied.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(150, 90, 160, 255, 255, 255), width: 2, height: 1, channels: 3 };
 * const stronger = augment.stainJitter({ hematoxylin: 1.5, eosin: 1, hematoxylinShift: 0, eosinShift: 0 });
 * console.log(augment.applyTransform(stronger, { id: 'a', image, meta: {} }).image.data); // darker, white
 * ```
 */
export function stainJitter(options: StainJitterOptions = {}): Transform<StainJitterParams> {
  const { method = 'ruifrok' } = options;
  checkOneOf('stainJitter', 'method', method, ['ruifrok', 'macenko']);
  const factor = { standard: [0.7, 1.3], min: 0, max: 10 } as const;
  const shift = { standard: 0.1, min: -2, max: 2, number: 'around' } as const;
  return pictureTransform('stainJitter', options, {
    ranges: { hematoxylin: factor, eosin: factor, hematoxylinShift: shift, eosinShift: shift },
    settings: { method },
    rgb: true,
    isStill: (params) =>
      params.hematoxylin === 1 && params.eosin === 1 && params.hematoxylinShift === 0 && params.eosinShift === 0,
    change: (image, params) => {
      const found = method === 'macenko' ? estimateStains(image, maximumOf(image)) : undefined;
      return stain(image, params, found ?? usualStains);
    },
  });
}

function stain(image: Raster, params: StainJitterParams, [first, second]: StainPair): Raster {
  const maximum = maximumOf(image);
  const [toFirst, toSecond] = amounts(first, second);
  const [moreFirst, moreSecond] = [params.hematoxylin - 1, params.eosin - 1];
  return mapColors(image, (out, r, g, b) => {
    const red = densityOf(r, maximum);
    const green = densityOf(g, maximum);
    const blue = densityOf(b, maximum);
    const tissue = Math.min(1, (red + green + blue) / (3 * faint));
    const h = toFirst[0] * red + toFirst[1] * green + toFirst[2] * blue;
    const e = toSecond[0] * red + toSecond[1] * green + toSecond[2] * blue;
    const addedFirst = moreFirst * h + params.hematoxylinShift * tissue;
    const addedSecond = moreSecond * e + params.eosinShift * tissue;
    out[0] = maximum * Math.exp(-(red + addedFirst * first[0] + addedSecond * second[0]));
    out[1] = maximum * Math.exp(-(green + addedFirst * first[1] + addedSecond * second[1]));
    out[2] = maximum * Math.exp(-(blue + addedFirst * first[2] + addedSecond * second[2]));
  });
}

/** The weights that give the amounts of two stains from densities; what is at right angles to both is left alone. */
function amounts(a: StainVector, b: StainVector): readonly [StainVector, StainVector] {
  const overlap = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const scale = 1 / (1 - overlap * overlap);
  const weights = (own: StainVector, other: StainVector): StainVector =>
    own.map((value, c) => scale * (value - overlap * other[c])) as unknown as StainVector;
  return [weights(a, b), weights(b, a)];
}
