import type { Hdf5Dataset, Hdf5Group } from '../hdf5/openHdf5.js';
import type { AttributeValue } from '../hdf5/readAttributes.js';
import { groupByOwner, type StoredLayer, type StoredVariable } from './storedLayers.js';

/** Models within models: no sound file has more. */
const deepest = 8;

/**
 * The layers of a weights file: of Keras 3 (`layers/conv2d/vars/0`), of TensorFlow 2.12 to 2.15, which named the folder
 * otherwise, or of Keras 2 and whole models (`layer_names`, `weight_names`). `undefined` for what is none of them.
 */
export function hdf5Layers(root: Hdf5Group): StoredLayer[] | undefined {
  const whole = memberGroup(root, 'model_weights');
  if (whole) return legacyLayers(whole);
  if (names(root.attributes, 'layer_names')) return legacyLayers(root);
  const folder = layersOf(root);
  return folder ? countedLayers(folder, '', 0) : undefined;
}

const layersOf = (group: Hdf5Group): Hdf5Group | undefined =>
  memberGroup(group, 'layers') ?? memberGroup(group, '_layer_checkpoint_dependencies');

/** Layers of Keras 3, whose groups are named by class; the layer's own name is noted on its variables. */
function countedLayers(folder: Hdf5Group, prefix: string, depth: number): StoredLayer[] {
  if (depth > deepest) return [];
  return folder.names.flatMap((name) => {
    const group = memberGroup(folder, name);
    if (!group) return [];
    const path = `${prefix}${name}`;
    const own = countedLayer(group, path);
    const inner = layersOf(group);
    return [...(own ? [own] : []), ...(inner ? countedLayers(inner, `${path}/`, depth + 1) : [])];
  });
}

function countedLayer(group: Hdf5Group, path: string): StoredLayer | undefined {
  const vars = memberGroup(group, 'vars');
  if (!vars) return undefined;
  const inOrder = [...vars.names].sort((a, b) => Number(a) - Number(b));
  const variables = inOrder.flatMap((name) => toVariable(vars.open(name), `${path}/${name}`));
  const label = vars.attributes.get('name');
  return variables.length === 0 ? undefined : { name: typeof label === 'string' ? label : undefined, path, variables };
}

/** Layers in the order of `layer_names`; one that holds the weights of several is a model within the model. */
function legacyLayers(root: Hdf5Group): StoredLayer[] {
  return (names(root.attributes, 'layer_names') ?? []).flatMap((layer) => {
    const group = memberGroup(root, layer);
    if (!group) return [];
    const weights = names(group.attributes, 'weight_names') ?? [];
    const variables = weights.flatMap((name) => toVariable(group.open(name), name.replace(/:\d+$/, '')));
    const owners = groupByOwner(variables);
    return owners.length > 1 ? owners : variables.length > 0 ? [{ name: layer, path: undefined, variables }] : [];
  });
}

function toVariable(member: Hdf5Group | Hdf5Dataset | undefined, name: string): StoredVariable[] {
  return member?.kind === 'dataset' ? [{ name, shape: member.shape, read: member.read }] : [];
}

function memberGroup(group: Hdf5Group, name: string): Hdf5Group | undefined {
  const member = group.open(name);
  return member?.kind === 'group' ? member : undefined;
}

/** A list of names, which Keras cuts into several attributes where it is long. */
function names(attributes: ReadonlyMap<string, AttributeValue>, key: string): string[] | undefined {
  const isList = (value: AttributeValue | undefined): value is string[] =>
    Array.isArray(value) && value.every((name) => typeof name === 'string');
  const whole = attributes.get(key);
  if (isList(whole)) return whole;
  if (whole !== undefined) return []; // an empty list has the type of numbers
  const list: string[] = [];
  for (let i = 0; ; i++) {
    const part = attributes.get(`${key}${i}`);
    if (!isList(part)) return i === 0 ? undefined : list;
    list.push(...part);
  }
}
