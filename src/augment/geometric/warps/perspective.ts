import { checkNumber, checkOptionNames } from '../../../core/options.js';
import type { Place } from '../../../raster/place.js';
import type { Size } from '../../../raster/resize.js';
import { moveTransform } from '../../moves/moveTransform.js';
import type { Transform } from '../../transform.js';
import { type FillParams, readSampling, type SamplingOptions, samplingNames } from '../readSampling.js';
import { perspectiveMatrix } from './perspectiveMatrix.js';

/** Options of {@link perspective}. */
export interface PerspectiveOptions extends SamplingOptions {
  /** How far each corner moves at most, as a part of width and height: 0 … 0.4 (default 0.1). */
  readonly strength?: number;
}

/** What {@link perspective} draws. */
export interface PerspectiveParams extends FillParams {
  /** The corners of the picture: top left, top right, bottom right, bottom left. */
  readonly from: readonly Place[];
  /** Where they go, in pixels. */
  readonly to: readonly Place[];
}

/**
 * Looks at the picture from another side: each corner moves by its own draw, and straight lines stay straight.
 *
 * @throws OptionError for a strength out of range.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 48 * 3), width: 64, height: 48, channels: 3 };
 * const { to } = augment.drawParams(augment.perspective({ strength: 0.2 }), { id: 'a', image, meta: {} });
 * console.log(to.length); // 4
 * ```
 */
export function perspective(options: PerspectiveOptions = {}): Transform<PerspectiveParams> {
  checkOptionNames('perspective', options, ['strength', ...samplingNames]);
  const { strength = 0.1 } = options;
  checkNumber('perspective', 'strength', strength, { min: 0, max: 0.4 });
  const rule = readSampling('perspective', options);
  return moveTransform({
    name: 'perspective',
    options: { strength, ...rule.options },
    sample: (draw, context) => {
      const from = cornersOf(context);
      const to = from.map(({ x, y }) => ({
        x: x + draw.uniform(-strength, strength) * context.width,
        y: y + draw.uniform(-strength, strength) * context.height,
      }));
      return { from, to, ...rule.drawFill(context) };
    },
    moves: (params, size) => [
      {
        size,
        matrix: perspectiveMatrix(params.from, params.to),
        reading: rule.reading,
        outside: rule.outside(params),
      },
    ],
  });
}

/** The outer corners of a picture, half a pixel from the centres of its corner pixels. */
function cornersOf({ width, height }: Size): Place[] {
  const [left, right, top, bottom] = [-0.5, width - 0.5, -0.5, height - 0.5];
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}
