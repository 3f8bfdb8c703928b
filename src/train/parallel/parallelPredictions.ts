import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from '../../data/batch.js';
import type { Predictions } from '../evaluate.js';
import type { ReplicaGroup } from './replicaGroup.js';

/** What the model predicts for batches that are dealt to the replicas in turn; results come in the order of the batches. */
export function parallelPredictions(group: ReplicaGroup): Predictions {
  return async function* predictAll(batches) {
    await group.beginStep(0);
    /** Two for each replica: one that it works on, and one that is ready when that is done. */
    const limit = 2 * group.count;
    const running: Promise<{ batch: Batch; yPred: tf.Tensor }>[] = [];
    let replica = 0;
    try {
      for await (const batch of batches) {
        const prediction = predictOn(group, replica, batch);
        prediction.catch(() => undefined); // thrown when its turn comes
        running.push(prediction);
        replica = (replica + 1) % group.count;
        if (running.length === limit) yield await takeFirst(running);
      }
      while (running.length > 0) yield await takeFirst(running);
    } finally {
      // Where the reader stops early, the replicas finish what they have begun.
      for (const prediction of running)
        await prediction.then(
          ({ yPred }) => yPred.dispose(),
          () => undefined,
        );
    }
  };
}

async function predictOn(
  group: ReplicaGroup,
  replica: number,
  batch: Batch,
): Promise<{ batch: Batch; yPred: tf.Tensor }> {
  group.predict(replica, batch.x);
  const { outputs } = await group.receive(replica, 'predicted');
  const [{ data, shape }] = outputs;
  return { batch, yPred: tf.tensor(data, [...shape]) };
}

const takeFirst = <T>(running: Promise<T>[]): Promise<T> => running.shift() as Promise<T>;
