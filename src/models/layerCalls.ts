import type * as layers from '@tensorflow/tfjs-layers';

/** A tensor's shape without the batch: `[H,W,C]`, or fewer numbers. */
export type FeatureShape = readonly number[];

/** One use of a layer in a model, with the shapes that it has for a given input. */
export interface LayerCall {
  readonly layer: layers.layers.Layer;
  readonly inputs: readonly FeatureShape[];
  readonly outputs: readonly FeatureShape[];
}

/**
 * Every use of a layer in a model, inputs before outputs, with the shapes for the given input; layers of models within
 * the model are listed one by one. With the shapes of the model's outputs.
 *
 * @throws what a layer throws that the input does not suit.
 */
export function layerCalls(
  model: layers.LayersModel,
  inputs: readonly FeatureShape[],
): { readonly calls: LayerCall[]; readonly outputs: FeatureShape[] } {
  const calls: LayerCall[] = [];
  const outputs = visit(model, inputs, calls);
  return { calls, outputs };
}

type Node = layers.layers.Layer['inboundNodes'][number];

/** Adds the calls of a model, and gives the shapes of its outputs. */
function visit(model: layers.LayersModel, inputs: readonly FeatureShape[], calls: LayerCall[]): FeatureShape[] {
  const shapes = new Map<number, FeatureShape>(model.inputs.map(({ id }, i) => [id, inputs[i]]));
  for (const node of nodesInOrder(model)) {
    const given = node.inputTensors.map(({ id }) => shapes.get(id) as FeatureShape);
    const layer = node.outboundLayer;
    const results = isModel(layer) ? visit(layer, given, calls) : outputShapes(layer, given);
    if (!isModel(layer)) calls.push({ layer, inputs: given, outputs: results });
    node.outputTensors.forEach(({ id }, i) => {
      shapes.set(id, results[i]);
    });
  }
  return model.outputs.map(({ id }) => shapes.get(id) as FeatureShape);
}

/** The nodes between the inputs of a model and its outputs, each after those that it reads from. */
export function nodesInOrder(model: layers.LayersModel): Node[] {
  const done = new Set<number>(model.inputs.map(({ id }) => id));
  const order: Node[] = [];
  // A stack, not recursion: networks have thousands of layers.
  const pending = [...model.outputs];
  while (pending.length > 0) {
    const tensor = pending[pending.length - 1];
    const node = tensor.sourceLayer.inboundNodes[tensor.nodeIndex];
    const missing = done.has(tensor.id) ? [] : node.inputTensors.filter(({ id }) => !done.has(id));
    if (missing.length > 0) {
      pending.push(...missing);
      continue;
    }
    pending.pop();
    if (done.has(tensor.id)) continue;
    for (const { id } of node.outputTensors) done.add(id);
    order.push(node);
  }
  return order;
}

function outputShapes(layer: layers.layers.Layer, inputs: readonly FeatureShape[]): FeatureShape[] {
  const batched = inputs.map((shape) => [null, ...shape]);
  const result = layer.computeOutputShape(batched.length === 1 ? batched[0] : batched);
  const list = Array.isArray(result[0]) ? (result as (number | null)[][]) : [result as (number | null)[]];
  return list.map((shape) => shape.slice(1) as number[]);
}

/** Whether a layer is a model within another one. */
export function isModel(layer: layers.layers.Layer): layer is layers.LayersModel {
  return 'outputs' in layer && Array.isArray(layer.outputs);
}
