import { threadId } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';

/** What the layer does in a worker, in its third training step. */
export type Misdeed = 'exit' | 'kill' | 'throw';

/** Passes its input on, and does harm in workers. */
export class TestMisbehaving extends layers.layers.Layer {
  static readonly className = 'TestMisbehaving';
  private readonly misdeed: Misdeed;
  /** Where the layer was made first; elsewhere it is a copy. */
  private readonly home: string;
  private calls = 0;

  constructor(options: { name?: string; misdeed: Misdeed; home?: string }) {
    super({ ...options });
    this.misdeed = options.misdeed;
    this.home = options.home ?? here();
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: Record<string, unknown>): tf.Tensor {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    if (options.training && this.home !== here() && ++this.calls === 3) doHarm(this.misdeed);
    return tf.clone(x);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { misdeed, home } = this;
    return { ...super.getConfig(), misdeed, home };
  }
}

const here = (): string => `${process.pid} ${threadId}`;

function doHarm(misdeed: Misdeed): void {
  if (misdeed === 'throw') throw new RangeError('no good');
  if (misdeed === 'exit') process.exit(7);
  process.kill(process.pid, 'SIGKILL');
}

tf.serialization.registerClass(TestMisbehaving);
