import type { LayersModel } from '@tensorflow/tfjs-layers';

type Layer = LayersModel['layers'][number];

/** A layer, or a weight of one, that can be told whether it learns. */
interface Switch {
  readonly name: string;
  readonly owner: { trainable: boolean };
}

/** What of a model does not learn: layers, inner models and single weights, by their path. */
export function frozenNames(model: LayersModel): string[] {
  return switches(model).flatMap(({ name, owner }) => (owner.trainable ? [] : [name]));
}

/** Makes exactly these not learn. */
export function applyFrozenNames(model: LayersModel, names: readonly string[]): void {
  const frozen = new Set(names);
  // A layer passes its own value on to all within; those come after it and have the last word.
  for (const { name, owner } of switches(model)) owner.trainable = !frozen.has(name);
}

function switches(model: LayersModel): Switch[] {
  const found: Switch[] = [];
  const visit = (layer: LayersModel | Layer, path: string): void => {
    found.push({ name: path, owner: layer });
    if ('layers' in layer) {
      for (const inner of layer.layers) visit(inner, `${path}/${inner.name}`);
      return;
    }
    for (const weight of layer.weights) {
      const owner = weight as unknown as { trainable: boolean };
      found.push({ name: `${path}/${weight.originalName}`, owner });
    }
  };
  visit(model, model.name);
  return found;
}
