import { shorten } from './configReader.js';
import { type KerasContext, kerasError } from './kerasContext.js';
import type { KerasGraph, KerasLayer } from './kerasGraph.js';

/** Layers that move pixels and leave their meaning: probabilities stay such. */
const moving: readonly string[] = ['UpSampling2D', 'Cropping2D', 'Dropout', 'SpatialDropout2D'];

/**
 * A graph without the sigmoid or softmax that its output comes from, so that it puts out logits.
 *
 * @throws WeightsError where there is none, or it is inside a model of its own.
 */
export function withoutLastActivation(context: KerasContext, graph: KerasGraph): KerasGraph {
  const last = lastLayer(graph);
  const activation = last && (last.className === 'Softmax' ? 'softmax' : last.config.activation);
  if (!last || (activation !== 'sigmoid' && activation !== 'softmax')) {
    const found = last ? `layer "${shorten(last.name)}" (${shorten(last.className)})` : 'no layer';
    throw kerasError(context, `logits: the output comes from ${found}, without a sigmoid or softmax to leave out.`);
  }
  const className = last.className === 'Softmax' ? 'Activation' : last.className;
  const linear: KerasLayer = { ...last, className, config: { ...last.config, activation: 'linear' } };
  return { ...graph, layers: graph.layers.map((layer) => (layer === last ? linear : layer)) };
}

/** The layer that the output gets its meaning from. */
function lastLayer({ layers, outputs }: KerasGraph): KerasLayer | undefined {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  let last = byName.get(outputs[0][0]);
  for (let steps = layers.length; last && moving.includes(last.className) && steps > 0; steps--) {
    last = byName.get(last.uses[0]?.[0]?.[0] ?? '');
  }
  return last;
}
