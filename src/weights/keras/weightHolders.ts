import type * as layers from '@tensorflow/tfjs-layers';

/** A layer of Keras that may have weights, and the layers that it is made of here. */
export interface WeightHolder {
  readonly name: string;
  /** Keras' name of its class. */
  readonly className: string;
  /** Where Keras 3 keeps its weights: `conv2d_1`, and `functional/conv2d` for one of a model within the model. */
  readonly path: string;
  readonly layers: readonly layers.layers.Layer[];
}

/** The weights of a holder, in Keras' order: what is trained, then what is remembered. */
export function weightsOf({ layers: list }: WeightHolder): layers.LayerVariable[] {
  return list.flatMap((layer) => layer.weights);
}

/** Whether a layer does a depthwise convolution as one of as many groups as channels. */
export function isDepthwiseByGroups(layer: layers.layers.Layer): boolean {
  if (layer.getClassName() !== 'SegConvolution') return false;
  return (layer.getConfig().groups as number) > 1 && layer.weights[0]?.shape[2] === 1;
}

/** `Conv2D` is `conv2d`, `BatchNormalization` `batch_normalization`, as Keras writes it. */
export function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The names by which Keras 3 keeps layers in a file: their classes, counted. */
export function countNames(classNames: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return classNames.map((className) => {
    const name = snakeCase(className);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  });
}
