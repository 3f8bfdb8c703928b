import * as layers from '@tensorflow/tfjs-layers';
import { type KerasContext, kerasError } from './kerasContext.js';

type AddWeight = (name: string, shape: layers.Shape, ...rest: unknown[]) => layers.LayerVariable;

/**
 * Lets a layer make weights of as many numbers as the file can fill, and not more: a config may ask for any size. They
 * begin at 0, for drawing what is replaced at once takes its time.
 */
export function limitWeights(context: KerasContext, layer: layers.layers.Layer): void {
  const open = layer as unknown as { addWeight: AddWeight };
  const addWeight = open.addWeight.bind(layer);
  open.addWeight = (name, shape, dtype, _initializer, ...rest) => {
    const size = shape.reduce<number>((product, length) => product * (length ?? Number.NaN), 1);
    context.spare -= size;
    if (!(context.spare >= 0)) {
      const what = `layer "${layer.name}" needs a ${name} of ${shape.join('×')}, more than the file has weights for.`;
      throw kerasError(context, `${what} It is damaged, or not of this model.`);
    }
    return addWeight(name, shape, dtype, layers.initializers.zeros(), ...rest);
  };
}
