import type { layers } from '@tensorflow/tfjs-layers';

type Layer = layers.Layer;

const held = new WeakSet<Layer>();

/**
 * Makes TensorFlow.js's own batch normalisations do what segkit's do while they are frozen: use the statistics that they
 * remember, and leave them as they are. Without it they go on changing them.
 */
export function holdFrozenStatistics(all: readonly Layer[], isFrozen: (layer: Layer) => boolean): void {
  for (const layer of all) {
    if (layer.getClassName() !== 'BatchNormalization' || held.has(layer)) continue;
    held.add(layer);
    const call = layer.call;
    layer.call = (inputs, options) =>
      call.call(layer, inputs, isFrozen(layer) ? { ...options, training: false } : options);
  }
}
