import { shorten, show } from './configReader.js';
import { type KerasContext, kerasError } from './kerasContext.js';

/** An output of one use of a layer. */
export type TensorReference = readonly [layer: string, use: number, output: number];

/** A layer of a graph, and what goes into it each time that it is used. */
export interface KerasLayer {
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Set where this is an operation such as `a + b`, which Keras counts among no layers. */
  readonly isOperation: boolean;
  /** The inputs of every use. */
  readonly uses: readonly (readonly TensorReference[])[];
}

/** A model as Keras writes it, functional and sequential ones alike. */
export interface KerasGraph {
  readonly name: string;
  readonly layers: readonly KerasLayer[];
  readonly inputs: readonly TensorReference[];
  readonly outputs: readonly TensorReference[];
}

type Json = Readonly<Record<string, unknown>>;

/** Classes of models, whose config is a graph of its own. */
export const isModelClass = (className: string): boolean => ['Functional', 'Model', 'Sequential'].includes(className);

/**
 * The graph of a model's config, in the form of Keras 2 or 3.
 *
 * @throws WeightsError for what is no such config, and for models that are code (subclasses).
 */
export function readGraph(context: KerasContext, model: unknown): KerasGraph {
  if (!isObject(model) || typeof model.class_name !== 'string') {
    throw kerasError(context, 'its model config has no class_name. It is damaged, or no model of Keras.');
  }
  const { class_name: className, config } = model;
  if (!isModelClass(className)) {
    const what = `the model is of class "${shorten(className)}", which is code of its own.`;
    throw kerasError(context, `${what} Rebuild it as a functional model in Keras, and save that.`);
  }
  // The first versions of Keras wrote the list of layers alone.
  const given: unknown = Array.isArray(config) ? { layers: config } : config;
  if (!isObject(given) || !Array.isArray(given.layers)) {
    throw kerasError(context, `the config of its model has no list of layers. It is damaged.`);
  }
  const layers = given.layers.map((layer, i) => readLayer(context, layer, i));
  const name = typeof given.name === 'string' ? given.name : 'model';
  if (className === 'Sequential') return chainLayers(context, name, layers, given, model);
  const inputs = readReferences(context, given.input_layers);
  const outputs = readReferences(context, given.output_layers);
  if (outputs.length === 0) throw kerasError(context, `the model "${shorten(name)}" has no outputs. It is damaged.`);
  return { name, layers, inputs, outputs };
}

function readLayer(context: KerasContext, layer: unknown, index: number): KerasLayer {
  const refuse = (what: string): Error =>
    kerasError(context, `layer ${index + 1} of its config ${what} It is damaged.`);
  if (!isObject(layer) || typeof layer.class_name !== 'string') throw refuse('has no class_name.');
  const config = isObject(layer.config) ? layer.config : {};
  const name = layer.name ?? config.name;
  if (typeof name !== 'string' || name === '') throw refuse('has no name.');
  const nodes = layer.inbound_nodes ?? [];
  if (!Array.isArray(nodes)) throw refuse('has inbound_nodes that are no list.');
  const isOperation = typeof layer.module === 'string' && /^keras\.(src\.)?ops\b/.test(layer.module);
  const uses = nodes.map((node: unknown) => readUse(context, node, name));
  return { className: layer.class_name, name, config, isOperation, uses };
}

/** What goes into one use of a layer. */
function readUse(context: KerasContext, node: unknown, name: string): TensorReference[] {
  const refuse = (what: string): Error => kerasError(context, `layer "${shorten(name)}" ${what}`);
  if (Array.isArray(node)) {
    // Keras 2: a list of [layer, use, output, keywords]
    const entries: unknown[] = typeof node[0] === 'string' ? [node] : node;
    for (const entry of entries) if (Array.isArray(entry)) checkKeywords(entry[3], refuse);
    return entries.map((entry) => readReference(context, entry));
  }
  if (!isObject(node)) throw refuse('has inbound_nodes of an unknown form. It is damaged.');
  const { inputs, ...others } = isObject(node.kwargs) ? node.kwargs : {};
  checkKeywords(others, refuse);
  const found: TensorReference[] = [];
  collectTensors(context, [node.args ?? [], inputs ?? []], found, refuse, 0);
  return found;
}

/** Keywords may not change what a layer does, for they are not carried over. */
function checkKeywords(keywords: unknown, refuse: (what: string) => Error): void {
  if (!isObject(keywords)) return;
  for (const [key, value] of Object.entries(keywords)) {
    const isHarmless = value === null || (key === 'training' && value === false);
    if (!isHarmless) throw refuse(`is called with ${shorten(key)}, which is not read.`);
  }
}

/** The tensors among the arguments of a use in Keras 3; whatever else is there would be lost. */
function collectTensors(
  context: KerasContext,
  value: unknown,
  found: TensorReference[],
  refuse: (what: string) => Error,
  depth: number,
): void {
  if (depth > 6) throw refuse('is called with lists in lists. It is damaged.');
  if (Array.isArray(value)) {
    for (const each of value) collectTensors(context, each, found, refuse, depth + 1);
  } else if (isObject(value) && value.class_name === '__keras_tensor__' && isObject(value.config)) {
    found.push(readReference(context, value.config.keras_history));
  } else throw refuse(`is called with ${show(value)}, where only outputs of other layers are read.`);
}

function readReferences(context: KerasContext, value: unknown): TensorReference[] {
  if (!Array.isArray(value)) return [];
  const entries: unknown[] = typeof value[0] === 'string' ? [value] : value;
  return entries.map((entry) => readReference(context, entry));
}

function readReference(context: KerasContext, entry: unknown): TensorReference {
  const isIndex = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
  if (Array.isArray(entry) && typeof entry[0] === 'string' && isIndex(entry[1]) && isIndex(entry[2])) {
    return [entry[0], entry[1] as number, entry[2] as number];
  }
  throw kerasError(context, 'a link between its layers is not [name, number, number]. It is damaged.');
}

/** A sequential model as a graph: each layer reads the one before. */
function chainLayers(
  context: KerasContext,
  name: string,
  layers: readonly KerasLayer[],
  config: Json,
  model: Json,
): KerasGraph {
  if (layers.length === 0) throw kerasError(context, `the model "${shorten(name)}" has no layers.`);
  const all = layers[0].className === 'InputLayer' ? layers : [inputOf(name, layers[0], config, model), ...layers];
  const chained = all.map((layer, i): KerasLayer => ({ ...layer, uses: [i === 0 ? [] : [[all[i - 1].name, 0, 0]]] }));
  return { name, layers: chained, inputs: [[all[0].name, 0, 0]], outputs: [[all[all.length - 1].name, 0, 0]] };
}

/** The input that a sequential model does not list. */
function inputOf(name: string, first: KerasLayer, config: Json, model: Json): KerasLayer {
  const build = isObject(model.build_config) ? model.build_config.input_shape : undefined;
  const shape = firstShape(first.config, 0) ?? config.build_input_shape ?? build;
  return {
    className: 'InputLayer',
    name: `${name}_input`,
    config: { batch_shape: shape },
    isOperation: false,
    uses: [],
  };
}

/** What goes into a layer by its own account, or by that of the first layer of a model. */
function firstShape(config: unknown, depth: number): unknown {
  if (!isObject(config) || depth > 8) return undefined;
  const own = config.batch_input_shape ?? config.batch_shape;
  const inner: unknown = Array.isArray(config.layers) ? config.layers[0] : undefined;
  return own ?? (isObject(inner) ? firstShape(inner.config, depth + 1) : undefined);
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
