import type * as layers from '@tensorflow/tfjs-layers';
import { checkOptionNames } from '../../core/options.js';
import { setMetadata } from '../../models/metadata.js';
import { handleMismatch } from '../mismatch.js';
import { planWeights, writeWeights } from './assignWeights.js';
import { type BuiltModel, buildModel } from './buildModel.js';
import { shorten } from './configReader.js';
import { type KerasContext, kerasError } from './kerasContext.js';
import { type KerasGraph, readGraph } from './kerasGraph.js';
import { type KerasMetadataOptions, kerasMetadata } from './kerasMetadata.js';
import { withoutLastActivation } from './lastActivation.js';
import { type KerasFile, type KerasSource, openKeras } from './openKeras.js';

/** Options of {@link loadKeras}: what the file does not say, or what is to be otherwise. */
export interface LoadKerasOptions extends KerasMetadataOptions {
  /** Leaves the sigmoid or softmax at the end out, so that the model puts out logits, which train more steadily. */
  readonly logits?: boolean;
  /** The name of the layer that is the output, for a model that has several. */
  readonly output?: string;
}

/**
 * Loads a segmentation model of Keras: a `.keras` archive, a whole model in `.h5` of Keras 2 or 3, or a `model.json` of
 * TensorFlow.js, also such a one of Keras 3, which `tf.loadLayersModel` refuses.
 *
 * The result is a model like those of segkit: {@link segment}, {@link fit} and {@link saveModel} take it. What they have to
 * know is guessed from the graph: the task by the number of channels and the last activation, the divisor by trying, and
 * that it is fed with 0 … 255 where it begins with a `Rescaling`; say what is guessed wrong in the options.
 *
 * The HDF5 in these files is read by segkit itself; nothing else need be installed, and no code of the file is run.
 *
 * @param source - the bytes, a `Blob` or `File`, `await fileSource(path)` of `segkit/node`, or for a `model.json` an
 *   `IOHandler` such as `modelFolder(path)`
 * @throws WeightsError for a file that is damaged, and for layers that are not known, by their names.
 * @throws OptionError for options that cannot be.
 *
 * @example
 * ```ts
 * import { existsSync } from 'node:fs';
 * import { loadKeras, segment } from 'segkit';
 * import { fileSource, useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const image = { data: new Uint8Array(64 * 64), width: 64, height: 64, channels: 1 };
 * if (existsSync('unet.keras')) {
 *   const model = await loadKeras(await fileSource('unet.keras'), { labels: ['car'] });
 *   console.log((await segment(model, image)).labels.width);
 * }
 * ```
 */
export async function loadKeras(source: KerasSource, options: LoadKerasOptions = {}): Promise<layers.LayersModel> {
  const where = 'loadKeras';
  checkOptionNames(where, options, ['task', 'labels', 'activation', 'preprocessing', 'logits', 'output']);
  const file = await openKeras(where, source);
  const context: KerasContext = {
    where,
    file: file.name,
    version: file.version,
    spare: spareNumbers(file),
    made: [],
  };
  if (file.model === undefined) {
    const cure = 'Build the model, and load them into it with loadKerasWeights(model, source).';
    throw kerasError(context, `it has weights alone, without the model. ${cure}`);
  }
  try {
    return await finish(context, file, options);
  } catch (error) {
    for (const layer of context.made) for (const weight of layer.weights) weight.dispose();
    throw error;
  }
}

async function finish(context: KerasContext, file: KerasFile, options: LoadKerasOptions): Promise<layers.LayersModel> {
  const whole = chooseOutput(context, readGraph(context, file.model), options.output);
  const graph = options.logits ? withoutLastActivation(context, whole) : whole;
  const built: BuiltModel = buildModel(context, graph);
  const plan = planWeights(built.holders, file.layers);
  handleMismatch(context.where, file.name, plan, undefined);
  const metadata = kerasMetadata(context, built.model, built.activation, options);
  await writeWeights(plan);
  setMetadata(built.model, metadata);
  return built.model;
}

/** Numbers that the file can hold: a byte each at least. A little more, so that a mismatch is told weight by weight. */
function spareNumbers({ layers: list, size }: KerasFile): number {
  const stored = list.flatMap(({ variables }) => variables.map(({ shape }) => shape.reduce((a, b) => a * b, 1)));
  return Math.min(size, 2 * stored.reduce((a, b) => a + b, 0)) + 10_000;
}

function chooseOutput(context: KerasContext, graph: KerasGraph, output: string | undefined): KerasGraph {
  const { outputs } = graph;
  const names = outputs.map(([name]) => name);
  if (output === undefined && outputs.length === 1) return graph;
  const chosen = outputs.find(([name]) => name === output);
  if (chosen) return { ...graph, outputs: [chosen] };
  const list = names.slice(0, 20).map(shorten).join(', ');
  if (output === undefined)
    throw kerasError(context, `the model has ${outputs.length} outputs. Choose one by output: ${list}.`);
  throw kerasError(context, `the model has no output "${shorten(output)}". It has ${list}.`);
}
