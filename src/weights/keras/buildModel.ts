import * as layers from '@tensorflow/tfjs-layers';
import { WeightsError } from '../../core/errors.js';
import { registerLayers } from '../../layers/registerLayers.js';
import { configReader, plainName, shorten } from './configReader.js';
import { convolutionLayers } from './convolutionLayers.js';
import { type KerasContext, kerasError, reasonOf } from './kerasContext.js';
import { isModelClass, type KerasGraph, type KerasLayer, readGraph, type TensorReference } from './kerasGraph.js';
import type { LayerBuilder, LayerPlan } from './layerPlan.js';
import { limitWeights } from './limitWeights.js';
import { normLayers } from './normLayers.js';
import { plainLayers } from './plainLayers.js';
import { countNames, type WeightHolder } from './weightHolders.js';

/** A model as it was built, and what is known of it beyond what it says itself. */
export interface BuiltModel {
  readonly model: layers.LayersModel;
  /** Its layers that have weights, in Keras' order. */
  readonly holders: readonly WeightHolder[];
  /** Keras' name of the activation that its first output comes from; `undefined` where that cannot be told. */
  readonly activation: string | undefined;
}

const builders: Readonly<Record<string, LayerBuilder>> = { ...convolutionLayers, ...normLayers, ...plainLayers };

/** The operations such as `a + b` that are read, which are layers here. */
const operations: readonly string[] = ['Add', 'Multiply', 'Maximum', 'Minimum'];

/** Models within models within models: no sound file has more. */
const deepestModel = 8;

/** What is built once for all uses of a layer. */
interface BuiltLayer {
  readonly plan: LayerPlan;
  readonly holders: readonly WeightHolder[];
}

/**
 * Builds the model of a graph. Its weights are 0.
 *
 * @param path - where its layers are in the weights files of Keras 3
 * @throws WeightsError for a layer that is not known, or that does not fit what goes into it.
 */
export function buildModel(context: KerasContext, graph: KerasGraph, path: readonly string[] = []): BuiltModel {
  if (path.length > deepestModel) throw kerasError(context, 'its models lie too deep in each other. It is damaged.');
  registerLayers();
  const listed = graph.layers.filter(({ isOperation }) => !isOperation);
  const paths = countNames(listed.map(({ className }) => className));
  const pathOf = new Map(listed.map((layer, i) => [layer, [...path, paths[i]]]));
  const tensors = new Map<string, layers.SymbolicTensor>();
  const built = new Map<string, BuiltLayer>();
  checkNames(context, graph);

  const use = (layer: KerasLayer, index: number, inputs: readonly layers.SymbolicTensor[]): void => {
    if (layer.className === 'InputLayer') {
      tensors.set(keyOf([layer.name, index, 0]), makeInput(context, layer));
      return;
    }
    const shapes = inputs.map(({ shape }) => shape);
    const known = built.get(layer.name) ?? buildLayer(context, layer, shapes, pathOf.get(layer) ?? []);
    built.set(layer.name, known);
    const outputs = applyPlan(context, layer, known.plan, inputs);
    outputs.forEach((output, i) => {
      tensors.set(keyOf([layer.name, index, i]), output);
    });
  };

  useInOrder(context, graph, tensors, use);
  const find = (reference: TensorReference): layers.SymbolicTensor => {
    const tensor = tensors.get(keyOf(reference));
    if (tensor) return tensor;
    throw kerasError(context, `the model refers to layer "${shorten(reference[0])}", which it has not. It is damaged.`);
  };
  const inputs = graph.inputs.map(find);
  const outputs = graph.outputs.map(find);
  const model = tryTo(context, `the model "${shorten(graph.name)}" cannot be built`, () =>
    layers.model({ inputs: inputs.length === 1 ? inputs[0] : inputs, outputs, name: plainName(graph.name) }),
  );
  const holders = graph.layers.flatMap(({ name }) => built.get(name)?.holders ?? []);
  return { model, holders, activation: lastActivation(graph, built) };
}

const keyOf = ([layer, use, output]: TensorReference): string => `${use}/${output}/${layer}`;

function checkNames(context: KerasContext, { layers: list }: KerasGraph): void {
  const names = new Set<string>();
  for (const { name } of list) {
    if (names.has(name)) throw kerasError(context, `two of its layers are named "${shorten(name)}". It is damaged.`);
    names.add(name);
  }
}

/** Uses layers as soon as all that goes into them is there: a layer that is used twice may read what comes later. */
function useInOrder(
  context: KerasContext,
  graph: KerasGraph,
  tensors: ReadonlyMap<string, layers.SymbolicTensor>,
  use: (layer: KerasLayer, index: number, inputs: readonly layers.SymbolicTensor[]) => void,
): void {
  let waiting = graph.layers.flatMap((layer) => {
    const uses = layer.className === 'InputLayer' ? [[]] : layer.uses;
    return uses.map((inputs, index) => ({ layer, index, inputs }));
  });
  while (waiting.length > 0) {
    const later: typeof waiting = [];
    for (const each of waiting) {
      const inputs = each.inputs.map((reference) => tensors.get(keyOf(reference)));
      if (inputs.includes(undefined)) later.push(each);
      else use(each.layer, each.index, inputs as layers.SymbolicTensor[]);
    }
    if (later.length === waiting.length) {
      const { layer } = later[0];
      throw kerasError(context, `layer "${shorten(layer.name)}" reads from layers that are not there, or from itself.`);
    }
    waiting = later;
  }
}

function makeInput(context: KerasContext, layer: KerasLayer): layers.SymbolicTensor {
  const config = configReader(context, layer);
  const shape = config.value('batch_shape') ?? config.value('batch_input_shape');
  const isSize = (size: unknown): boolean => size === null || (Number.isInteger(size) && (size as number) > 0);
  if (!Array.isArray(shape) || shape.length < 2 || shape.length > 5 || !shape.every(isSize)) {
    throw config.error('has no batch_shape of sizes. Give the model an Input with a shape in Keras.');
  }
  return layers.input({ shape: shape.slice(1) as layers.Shape, name: config.name });
}

function buildLayer(
  context: KerasContext,
  layer: KerasLayer,
  shapes: readonly layers.Shape[],
  path: readonly string[],
): BuiltLayer {
  const { className, name, isOperation } = layer;
  if (isModelClass(className)) {
    const inner = buildModel(context, readGraph(context, { class_name: className, config: layer.config }), path);
    return { plan: { layers: [inner.model], activation: inner.activation }, holders: inner.holders };
  }
  const builder = Object.hasOwn(builders, className) ? builders[className] : undefined;
  if (!builder || (isOperation && !operations.includes(className))) throw unknownLayer(context, layer);
  const config = configReader(context, layer);
  if (shapes.length === 0) throw config.error('has no inputs. It is damaged.');
  const plan = tryTo(context, `layer "${shorten(name)}" (${className}) cannot be made`, () => builder(config, shapes));
  for (const made of plan.layers) {
    limitWeights(context, made);
    context.made.push(made);
  }
  return { plan, holders: [{ name, className, path: path.join('/'), layers: plan.layers }] };
}

function unknownLayer(context: KerasContext, { className, name, isOperation }: KerasLayer): WeightsError {
  const what = isOperation ? `operation keras.ops.${shorten(className)}` : `layer ${shorten(className)}`;
  const known = isOperation ? operations : ['InputLayer', 'Functional', 'Sequential', ...Object.keys(builders)];
  return kerasError(
    context,
    `segkit does not know the ${what} (named "${shorten(name)}"). It knows ${known.join(', ')}. ` +
      'Build the model in Keras without it, or with layers that are known.',
  );
}

function applyPlan(
  context: KerasContext,
  { name, className }: KerasLayer,
  plan: LayerPlan,
  inputs: readonly layers.SymbolicTensor[],
): layers.SymbolicTensor[] {
  return tryTo(context, `layer "${shorten(name)}" (${className}) does not fit what goes into it`, () => {
    let result: layers.SymbolicTensor | layers.SymbolicTensor[] = inputs.length === 1 ? inputs[0] : [...inputs];
    for (const layer of plan.layers) result = layer.apply(result) as layers.SymbolicTensor | layers.SymbolicTensor[];
    return Array.isArray(result) ? result : [result];
  });
}

/** Runs what may fail in TensorFlow.js's words, and says where it did. */
function tryTo<T>(context: KerasContext, what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof WeightsError) throw error;
    throw kerasError(context, `${what}: ${reasonOf(error)}`, error);
  }
}

/** The activation of the first output, looked for behind layers that only move pixels. */
function lastActivation(graph: KerasGraph, built: ReadonlyMap<string, BuiltLayer>): string | undefined {
  const byName = new Map(graph.layers.map((layer) => [layer.name, layer]));
  let name = graph.outputs[0][0];
  for (let steps = graph.layers.length; steps > 0; steps--) {
    const plan = built.get(name)?.plan;
    if (!plan?.keepsMeaning) return plan?.activation;
    const before = byName.get(name)?.uses[0]?.[0];
    if (!before) return undefined;
    name = before[0];
  }
  return undefined;
}
