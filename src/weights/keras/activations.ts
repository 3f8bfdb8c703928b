import * as layers from '@tensorflow/tfjs-layers';
import { SegActivation, type SegActivationName } from '../../layers/classes/segActivation.js';
import type { ConfigReader } from './configReader.js';

/** What TensorFlow.js calls activations that it has, and has as Keras has them. */
const ownNames = {
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  selu: 'selu',
  sigmoid: 'sigmoid',
  softmax: 'softmax',
  softplus: 'softplus',
  softsign: 'softsign',
  tanh: 'tanh',
  mish: 'mish',
} as const;

const segNames: Readonly<Record<string, SegActivationName>> = {
  gelu: 'gelu',
  swish: 'swish',
  silu: 'swish',
  hard_silu: 'hardSwish',
  hard_swish: 'hardSwish',
  hard_sigmoid: 'hardSigmoid',
};

/** All names that are read. */
export const kerasActivations = ['linear', ...Object.keys(ownNames), ...Object.keys(segNames), 'leaky_relu'];

/**
 * The name of an activation in a config: a word, or an object that names a function.
 *
 * @throws WeightsError for an activation that is not known.
 */
export function activationName(config: ConfigReader, key = 'activation'): string {
  const given = config.value(key) ?? 'linear';
  const named = typeof given === 'object' ? functionName(given) : given;
  if (typeof named === 'string' && kerasActivations.includes(named)) return named;
  throw config.error(
    `has the activation ${JSON.stringify(named) ?? 'of code'}. segkit knows ${kerasActivations.join(', ')}.`,
  );
}

/** Keras 3 writes functions as `{ class_name: 'function', config: 'relu' }`, and some as `{ class_name: 'ReLU', … }`. */
function functionName(value: object): unknown {
  const { class_name: className, config } = value as { class_name?: unknown; config?: unknown };
  return className === 'function' ? config : className;
}

/** The layers that do an activation: none for `linear`. */
export function activationLayers(config: ConfigReader, activation: string, name: string): layers.layers.Layer[] {
  if (activation === 'linear') return [];
  if (activation in ownNames) {
    return [layers.layers.activation({ activation: ownNames[activation as keyof typeof ownNames], name })];
  }
  if (activation === 'leaky_relu') return [layers.layers.leakyReLU({ alpha: 0.2, name })];
  // Keras 2 had the steeper one, which TensorFlow.js has.
  if (activation === 'hard_sigmoid' && config.version !== 3) {
    return [layers.layers.activation({ activation: 'hardSigmoid', name })];
  }
  return [new SegActivation({ activation: segNames[activation], name })];
}
