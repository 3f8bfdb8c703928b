import * as tf from '@tensorflow/tfjs-core';
import { drawDropoutAt } from '../../layers/dropoutPlace.js';
import { holdFrozenStatistics } from '../../layers/frozenBatchNorm.js';
import { shareBatch } from '../../layers/sharedBatch.js';
import { tensorOfShared, valuesInPlace } from '../../ops/tensorValues.js';
import { forwardPass } from '../engine/forwardPass.js';
import { lossGradients } from '../lossGradients.js';
import { fixedVariables, isFrozen, leafLayers, takeSnapshot } from '../weights.js';
import { applyFrozenNames } from './frozenNames.js';
import type {
  BackendRequest,
  Command,
  PassCommand,
  PredictCommand,
  ReplicaLink,
  StepCommand,
  WeightUpdate,
} from './protocol.js';
import { buildReplicaModel, type ReplicaModel, watchWeights, writeWeights } from './replicaModel.js';

/** Thrown through a forward pass that the main thread calls off. */
class CalledOff extends Error {}

/**
 * The work of a replica: a copy of the model that computes the gradients of its share of each batch, wherever it runs.
 * Give it one command after the other.
 */
export function createReplica(
  link: ReplicaLink,
  startBackend: (request: BackendRequest) => Promise<void>,
): (command: Command) => Promise<void> {
  let replica: ReplicaModel | undefined;
  return async (command) => {
    try {
      if (command.type === 'start') {
        await startBackend(command);
        replica = await buildReplicaModel(command);
        link.reply({ type: 'ready' });
      } else if (replica) {
        if (command.type === 'step') step(replica, link, command);
        else predict(replica, link, command);
      }
    } catch (error) {
      const { message = String(error), stack } = error as Partial<Error>;
      link.reply({ type: 'failed', message, stack });
    }
  };
}

/** Forward pass, the loss of the whole batch by the main thread, and backward pass. */
function step(replica: ReplicaModel, link: ReplicaLink, command: StepCommand): void {
  const { model, weights } = replica;
  const x = prepare(replica, command);
  const { globalStep, firstPicture, parts, batchNorm } = command;
  const together =
    batchNorm === 'synchronized' && parts > 1
      ? { index: command.part, gather: (values: Float64Array) => link.gather(values, parts) }
      : undefined;
  holdFrozenStatistics(leafLayers(model), isFrozen);
  // What a replica's weights are is for the main thread to say: the pass moves statistics, and puts them back.
  const before = takeSnapshot(fixedVariables(model));
  const moved = watchWeights(weights);
  const forward = (): tf.Tensor[] => {
    const place = { step: globalStep, firstPicture };
    return drawDropoutAt(place, () => shareBatch(together, () => forwardPass(model, x)));
  };
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  try {
    const { value, grads } = lossGradients(() => pull(forward(), link), variables);
    const learning = weights.flatMap(({ name }, place) => (grads[name] ? [place] : []));
    const gradients = readOut(link, learning, (place) => grads[weights[place].name]);
    const statistics = readOut(link, moved(), (place) => weights[place]);
    tf.dispose([value, grads]);
    link.reply({ type: 'gradients', gradients, statistics });
  } catch (error) {
    if (!(error instanceof CalledOff)) throw error;
    link.reply({ type: 'cancelled' });
  } finally {
    before.restore();
    before.dispose();
    x.dispose();
  }
}

/** Forward pass alone. */
function predict(replica: ReplicaModel, link: ReplicaLink, command: PredictCommand): void {
  const x = prepare(replica, command);
  const predicted = listOf(replica.model.predict(x));
  const outputs = predicted.map((tensor) => ({ data: tensor.dataSync() as Float32Array, shape: tensor.shape }));
  tf.dispose([x, ...predicted]);
  link.reply({ type: 'predicted', outputs }, buffersOf(outputs.map(({ data }) => data)));
}

function prepare({ model, weights }: ReplicaModel, { weights: update, frozen, x }: PassCommand): tf.Tensor {
  writeWeights(weights, update);
  if (frozen) applyFrozenNames(model, frozen);
  return tensorOfShared(x.data, x.shape);
}

/**
 * A scalar whose gradient by the outputs is the one that the main thread computes, from the outputs of all replicas. Its
 * value means nothing.
 */
function pull(outputs: readonly tf.Tensor[], link: ReplicaLink): tf.Scalar {
  const ask = tf.customGrad(() => {
    const answers = link.ask(outputs.map((output) => ({ data: quickValues(output), shape: output.shape })));
    if (!answers) throw new CalledOff();
    const gradFunc = () => answers.map((values, i) => tensorOfShared(values, outputs[i].shape));
    return { value: tf.scalar(0), gradFunc };
  });
  return ask(...outputs) as tf.Scalar;
}

/** What some weights, or their gradients, are. */
function readOut(link: ReplicaLink, places: readonly number[], tensorAt: (place: number) => tf.Tensor): WeightUpdate {
  const read = (place: number): Float32Array => {
    const tensor = tensorAt(place);
    const memory = link.memoryFor(place, tensor.size);
    memory.set(quickValues(tensor));
    return memory;
  };
  return { places, values: places.map(read) };
}

/** Valid until the next operation. */
const quickValues = (tensor: tf.Tensor): Float32Array => valuesInPlace(tensor) ?? (tensor.dataSync() as Float32Array);

const listOf = (outputs: unknown): tf.Tensor[] => (Array.isArray(outputs) ? outputs : [outputs]) as tf.Tensor[];

/** What can be moved instead of copied. Tensors may share values, and a buffer must be listed once only. */
function buffersOf(arrays: readonly Float32Array[]): ArrayBuffer[] {
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
