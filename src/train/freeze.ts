import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptionError } from '../core/errors.js';
import { isFrozen, leafLayers } from './weights.js';

type Layer = LayersModel['layers'][number];

/** Which layers are meant: those whose name begins with a text, or matches a pattern, or of which a function says so. */
export type LayerChoice = string | RegExp | ((name: string, layer: LayersModel['layers'][number]) => boolean);

/**
 * Freezes layers: their weights stay as they are in training, and their normalisations neither use nor remember the
 * statistics of the batch. A model within the model is frozen as a whole if its name is chosen.
 *
 * It may be done between trainings, and within one by a callback at `epochBegin`. Optimizers keep their moments by the
 * name of a weight, so that a layer that is thawed later goes on where it was.
 *
 * @returns The names of the layers that are meant.
 * @throws {@link OptionError} if no layer is meant.
 *
 * @example
 * ```ts
 * import { freeze, trainableVariables, unet, unfreeze } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = unet({ inputShape: [32, 32, 3], depth: 2, filters: 4 });
 * freeze(model, /^down/);
 * console.log(trainableVariables(model)[0].name); // up1_upconv_conv/kernel
 * unfreeze(model);
 * ```
 */
export function freeze(model: LayersModel, which: LayerChoice): string[] {
  return setTrainable('freeze', model, which, false);
}

/**
 * Lets frozen layers learn again: those that are meant, or all.
 *
 * @returns The names of the layers that are meant.
 * @throws {@link OptionError} if no layer is meant.
 *
 * @example
 * ```ts
 * import { freeze, unet, unfreeze } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = unet({ inputShape: [32, 32, 3], depth: 2, filters: 4 });
 * freeze(model, (name) => name !== 'head');
 * console.log(unfreeze(model, 'up').length); // the decoder learns too
 * ```
 */
export function unfreeze(model: LayersModel, which: LayerChoice = ''): string[] {
  return setTrainable('unfreeze', model, which, true);
}

function setTrainable(where: string, model: LayersModel, which: LayerChoice, trainable: boolean): string[] {
  const layers = chosenLayers(model, matcher(where, which));
  if (layers.length === 0) {
    const names = [...new Set(model.layers.map(({ name }) => name.replace(/_.*/, '')))].join(', ');
    const meant = typeof which === 'function' ? 'the function' : String(which);
    throw new OptionError(
      `${where}: no layer of "${model.name}" is meant by ${meant}. Names of its layers begin with ${names}.`,
      { option: 'which', value: which },
    );
  }
  thawContainers(model);
  for (const layer of layers) layer.trainable = trainable;
  return layers.map(({ name }) => name);
}

/** Freezes the leaves of these positions and no others, as they were when a checkpoint was taken. */
export function restoreFrozen(model: LayersModel, frozen: readonly number[]): void {
  const layers = leafLayers(model);
  if (layers.every((layer, i) => isFrozen(layer) === frozen.includes(i))) return;
  thawContainers(model);
  for (const [i, layer] of layers.entries()) layer.trainable = !frozen.includes(i);
}

type Matcher = (name: string, layer: Layer) => boolean;

function matcher(where: string, which: LayerChoice): Matcher {
  if (typeof which === 'function') return which;
  if (typeof which === 'string') return (name) => name.startsWith(which);
  if (which instanceof RegExp) return (name) => name.search(which) >= 0;
  const value = which as unknown;
  throw new OptionError(
    `${where}: layers are chosen by ${String(value)}. Give the beginning of their names, a regular expression or a function.`,
    { option: 'which', value },
  );
}

/** The leaves that are meant, by their own name or by that of a model around them. */
function chosenLayers(model: LayersModel, isMeant: Matcher): Layer[] {
  const chosen = model.layers.flatMap((layer) => {
    if (!isModel(layer)) return isMeant(layer.name, layer) ? [layer] : [];
    return isMeant(layer.name, layer) ? leafLayers(layer) : chosenLayers(layer, isMeant);
  });
  return [...new Set(chosen)];
}

/** A model that is frozen as a whole keeps all its leaves from learning; afterwards each leaf says so itself. */
function thawContainers(model: LayersModel): void {
  for (const inner of model.layers.filter(isModel)) thawContainers(inner);
  if (model.trainable) return;
  for (const layer of leafLayers(model)) layer.trainable = false;
  model.trainable = true;
}

const isModel = (layer: Layer | LayersModel): layer is LayersModel => 'layers' in layer;
