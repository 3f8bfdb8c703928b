import type * as layers from '@tensorflow/tfjs-layers';
import { ShapeError } from '../core/errors.js';
import type { FeatureShape } from './layerCalls.js';

/**
 * The shapes of a model's inputs without the batch, at a size that is given where the model takes any.
 *
 * @throws ShapeError if the model takes pictures of any size and none is given.
 */
export function inputShapes(
  where: string,
  model: layers.LayersModel,
  size: readonly [height: number, width: number] | undefined,
): FeatureShape[] {
  return model.inputs.map(({ shape }) => {
    const [, ...sides] = shape;
    const known = size === undefined ? sides : [...size, ...sides.slice(2)];
    if (known.every((side) => side !== null)) return known as number[];
    throw new ShapeError(
      `${where}: model "${model.name}" takes pictures of any size, [${shape}]. Give one: { size: [height, width] }.`,
      { actual: shape },
    );
  });
}
