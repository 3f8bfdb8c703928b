import type { Random } from '../../../core/random.js';
import { identityMatrix } from '../../../raster/matrix.js';
import type { Size } from '../../../raster/resize.js';
import type { Field } from '../../../raster/warp/warpJob.js';
import { moveTransform } from '../../moves/moveTransform.js';
import type { Transform, TransformContext } from '../../transform.js';
import type { FillParams, SamplingRule } from '../readSampling.js';

/** What a transform is made of that moves every pixel by its own displacement. */
export interface FieldParts<Params> {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly rule: SamplingRule;
  readonly sample: (draw: Random, context: TransformContext) => Params;
  /** Whether nothing moves, so that the sample can stay as it is. */
  readonly isStill: (params: Params) => boolean;
  /** Displacements: a pixel shows what lies at its own place plus its displacement. */
  readonly field: (params: Params, size: Size) => Field;
}

/** A transform that warps by a field. */
export function fieldTransform<Params>(parts: FieldParts<Params>): Transform<Params & FillParams> {
  const { name, rule, isStill } = parts;
  return moveTransform<Params & FillParams>({
    name,
    options: { ...parts.options, ...rule.options },
    sample: (draw, context) => ({ ...parts.sample(draw, context), ...rule.drawFill(context) }),
    moves: (params, size) => {
      if (isStill(params)) return [];
      let field: Field | undefined;
      const once = (): Field => {
        field ??= parts.field(params, size);
        return field;
      };
      return [{ size, matrix: identityMatrix, field: once, reading: rule.reading, outside: rule.outside(params) }];
    },
  });
}
