import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import { random } from '../../core/random.js';
import type { Sample } from '../../data/sample.js';
import { copyOf } from '../../raster/pixelGrid.js';
import type { Transform } from '../transform.js';
import { checkDropOptions, type DropOptions, type DropParams, dropOptionNames, settleDrop } from './dropOptions.js';
import { colorOf, dropRuns } from './dropRuns.js';

/** Options of {@link pixelDropout}. */
export interface PixelDropoutOptions extends DropOptions {
  /** How likely each pixel is dropped, from 0 to 1 (default 0.01). */
  readonly rate?: number;
  /** Whether each channel is dropped by itself (default `false`: all of a pixel together). */
  readonly perChannel?: boolean;
}

/** What {@link pixelDropout} draws. */
export interface PixelDropoutParams extends DropParams {
  /** What the dropped pixels depend on. */
  readonly seed: number;
}

/**
 * Drops single pixels, each by itself.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(1000).fill(9), width: 100, height: 10, channels: 1 };
 * const dropped = augment.applyTransform(augment.pixelDropout({ rate: 0.1 }), { id: 'a', image, meta: {} });
 * console.log(dropped.image.data.filter((value) => value === 0).length); // about 100
 * ```
 */
export function pixelDropout(options: PixelDropoutOptions = {}): Transform<PixelDropoutParams> {
  const name = 'pixelDropout';
  checkOptionNames(name, options, ['rate', 'perChannel', ...dropOptionNames]);
  const { rate = 0.01, perChannel = false, fill = 0, mask = 'keep' } = options;
  checkNumber(name, 'rate', rate, { min: 0, max: 1 });
  checkDropOptions(name, { fill, mask });
  if (perChannel && (mask !== 'keep' || fill === 'noise')) {
    const option = mask === 'keep' ? 'fill' : 'mask';
    throw new OptionError(
      `${name}: perChannel goes with mask: "keep" and a fixed fill alone, since no pixel is dropped as a whole. ` +
        `Leave out ${option}, or perChannel.`,
      { option, value: options[option] },
    );
  }
  return {
    name,
    options: { rate, perChannel, fill, mask },
    sample: (draw, context) => ({ seed: draw.integer(0, 2 ** 32), ...settleDrop(name, { fill, mask }, draw, context) }),
    apply: ({ seed, maskFill, noise = 0 }, sample) => {
      if (perChannel)
        return dropValues(
          sample,
          drawPositions(seed, sample.image.data.length, rate),
          colorOf(sample.image, { name, fill }),
        );
      const pixels = drawPositions(seed, sample.image.width * sample.image.height, rate);
      const runs = pixels.map((start) => ({ start, length: 1 }));
      return dropRuns(sample, runs, { name, fill, noise, maskFill });
    },
  };
}

/** Each of `count` positions with probability `rate`: the gaps between them are geometrically distributed. */
function drawPositions(seed: number, count: number, rate: number): number[] {
  if (rate === 0) return [];
  if (rate === 1) return Array.from({ length: count }, (_, i) => i);
  const draw = random('pixelDropout', seed);
  const scale = 1 / Math.log1p(-rate);
  const gap = (): number => Math.floor(Math.log(1 - draw.uniform()) * scale);
  const positions: number[] = [];
  for (let i = gap(); i < count; i += 1 + gap()) positions.push(i);
  return positions;
}

function dropValues(sample: Sample, positions: readonly number[], color: readonly number[]): Sample {
  const image = copyOf(sample.image);
  for (const i of positions) image.data[i] = color[i % image.channels];
  return { ...sample, image };
}
