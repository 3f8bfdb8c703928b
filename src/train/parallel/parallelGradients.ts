import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { firstHalf } from '../../core/pictureTree.js';
import type { Batch } from '../../data/batch.js';
import { addShared } from '../../ops/addShared.js';
import { tensorOfShared, valuesInPlace } from '../../ops/tensorValues.js';
import type { BatchGradients, GradientOptions } from '../engine/computeGradients.js';
import { lossGradients } from '../lossGradients.js';
import { disposeTensors, truthTensors } from '../tensorBatch.js';
import { trainableVariables } from '../weights.js';
import type { Values } from './protocol.js';
import type { ReplicaGroup } from './replicaGroup.js';
import { type RowRange, splitRows } from './splitRows.js';
import type { ResolvedWorkers } from './workersOptions.js';

/**
 * The loss of a batch and its gradients, computed by several replicas.
 *
 * Each runs its share of the pictures through the model. The loss is computed here, from the outputs of all, so that it is
 * the one of the whole batch, whatever function it is; each replica then gets the gradient of the loss by its own
 * outputs, and carries it on to the weights. Their gradients are summed in the order of the replicas.
 */
export async function parallelGradients(
  model: LayersModel,
  group: ReplicaGroup,
  batch: Batch,
  options: GradientOptions & Pick<ResolvedWorkers, 'batchNorm'>,
): Promise<BatchGradients> {
  const { loss, globalStep, firstPicture, batchNorm } = options;
  const shares = splitRows(batch.ids.length, group.count);
  await group.beginStep(shares.length);
  shares.forEach(({ start, end }, replica) => {
    const place = { globalStep, firstPicture: firstPicture + start };
    group.step(replica, { ...place, parts: shares.length, part: replica, batchNorm }, rowsOf(batch.x, { start, end }));
  });
  const replies = await Promise.all(shares.map((_, replica) => group.receive(replica, 'outputs')));
  let result: OutputGradients;
  try {
    const outputs = replies.map((reply) => reply.outputs);
    result = await outputGradients(model, batch, outputs, loss);
  } catch (error) {
    await callOff(group, shares);
    throw error;
  }
  const { byOutput, gradients } = result;
  if (!Number.isFinite(result.loss)) {
    tf.dispose(byOutput);
    await callOff(group, shares);
    return { loss: tf.scalar(result.loss), gradients };
  }
  const values = await readAll(byOutput);
  shares.forEach((rows, replica) => {
    group.answer(
      replica,
      values.map((output) => rowsOf(output, rows).data),
    );
  });
  tf.dispose(byOutput);
  return finish(model, group, shares, result);
}

/** The loss, its gradient by the outputs, and what losses of layers add to the gradients of weights. */
interface OutputGradients {
  readonly loss: number;
  readonly byOutput: tf.Tensor[];
  readonly gradients: Record<string, tf.Tensor>;
}

async function outputGradients(
  model: LayersModel,
  batch: Batch,
  parts: readonly (readonly Values[])[],
  loss: GradientOptions['loss'],
): Promise<OutputGradients> {
  const tensors = truthTensors(batch);
  const weights = trainableVariables(model);
  let outputs: tf.Variable[] = [];
  try {
    outputs = joinRows(parts);
    const yPred = (outputs.length === 1 ? outputs[0] : outputs) as tf.Tensor;
    const { value, grads } = lossGradients(
      () => tf.addN([loss(tensors.y as tf.Tensor, yPred, tensors.weight), ...model.calculateLosses()]) as tf.Scalar,
      [...outputs, ...weights.map(({ variable }) => variable)],
    );
    const byOutput = outputs.map((output) => grads[output.name] ?? tf.zerosLike(output as tf.Tensor));
    const [lossValue] = await value.data();
    value.dispose();
    const gradients: Record<string, tf.Tensor> = {};
    for (const { name, variable } of weights) if (grads[variable.name]) gradients[name] = grads[variable.name];
    return { loss: lossValue, byOutput, gradients };
  } finally {
    tf.dispose(outputs);
    disposeTensors(tensors);
  }
}

/** The values of tensors; where they are not copied, they are valid until the next operation. */
async function readAll(tensors: readonly tf.Tensor[]): Promise<Values[]> {
  const inPlace = tensors.map((tensor) => valuesInPlace(tensor));
  const isInPlace = inPlace.every((values) => values !== undefined);
  const arrays = isInPlace ? inPlace : await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  return tensors.map(({ shape }, i) => ({ shape, data: arrays[i] as Float32Array }));
}

async function finish(
  model: LayersModel,
  group: ReplicaGroup,
  shares: readonly RowRange[],
  { loss, gradients: own }: OutputGradients,
): Promise<BatchGradients> {
  try {
    const replies = await Promise.all(shares.map((_, replica) => group.receive(replica, 'gradients')));
    const rows = shares.at(-1)?.end ?? 0;
    group.board.write(
      replies.map(({ statistics }, i) => ({ update: statistics, share: (shares[i].end - shares[i].start) / rows })),
    );
    const gradients: Record<string, tf.Tensor> = {};
    const byPlace = replies.map(
      (reply) => new Map(reply.gradients.places.map((at, i) => [at, reply.gradients.values[i]])),
    );
    const places = new Map(group.board.names.map((name, place) => [name, place]));
    for (const { name, variable } of trainableVariables(model)) {
      const place = places.get(name) as number;
      const parts = byPlace.flatMap((gradients, replica): Part[] => {
        const values = gradients.get(place);
        return values ? [{ values, rows: shares[replica] }] : [];
      });
      const sum = addParts(own[name], parts, variable.shape);
      if (sum) gradients[name] = sum;
    }
    tf.dispose(own);
    return { loss: tf.scalar(loss), gradients };
  } catch (error) {
    tf.dispose(own);
    throw error;
  }
}

/** Tells all replicas to give the step up, and waits until they have. */
async function callOff(group: ReplicaGroup, shares: readonly RowRange[]): Promise<void> {
  for (const replica of shares.keys()) group.answer(replica, undefined);
  await Promise.all(shares.map((_, replica) => group.receive(replica, 'cancelled')));
}

/** A gradient from one replica, and which pictures it is of. */
interface Part {
  readonly values: Float32Array;
  readonly rows: RowRange;
}

/** The sum over the replicas, taken by halves of the batch, as one replica would, and of what layers add themselves. */
function addParts(own: tf.Tensor | undefined, parts: readonly Part[], shape: readonly number[]): tf.Tensor | undefined {
  const sum = ([first, ...others]: readonly Part[]): tf.Tensor => {
    if (others.length === 0) return tensorOfShared(first.values, shape);
    if (others.length === 1) return addShared(first.values, others[0].values, shape);
    const all = [first, ...others];
    const middle = first.rows.start + firstHalf((others.at(-1) as Part).rows.end - first.rows.start);
    const border = all.findIndex(({ rows }) => rows.start === middle);
    // Shares that are no halves of halves are added one after the other.
    const at = border > 0 ? border : all.length - 1;
    return tf.add(sum(all.slice(0, at)), sum(all.slice(at)));
  };
  return tf.tidy(() => {
    if (parts.length === 0) return own && tf.clone(own);
    return own ? tf.add(sum(parts), own) : sum(parts);
  }) as tf.Tensor | undefined;
}

/** Some rows, where they lie. */
function rowsOf({ data, shape }: Values, { start, end }: RowRange): Values {
  const size = data.length / shape[0];
  return { data: data.subarray(start * size, end * size), shape: [end - start, ...shape.slice(1)] };
}

/** Puts the outputs of all replicas together, output by output, in the order of the pictures. */
function joinRows(parts: readonly (readonly Values[])[]): tf.Variable[] {
  return parts[0].map((_, output) =>
    tf.tidy(() => tf.variable(tf.concat(parts.map((part) => tensorOfShared(part[output].data, part[output].shape))))),
  );
}
