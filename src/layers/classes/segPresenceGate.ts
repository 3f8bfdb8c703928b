import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import type { LayerCallOptions, SegLayerOptions } from '../layerArguments.js';

/** Options of {@link SegPresenceGate}. */
export interface SegPresenceGateOptions extends SegLayerOptions {
  /** The first channel that may be taken out: 1 where channel 0 is the background, which is always there; 0 by default. */
  readonly firstChannel?: number;
}

const largestFloat32 = 3.4e38;

/** The logit of a class that is not there: a probability of 2e-9. */
const absentLogit = -20;

/**
 * Takes classes out of a prediction that a picture does not show: of logits `[N,H,W,C]` and scores `[N,C]`, a class whose
 * score is below 0 gets at most the logit −20 everywhere. In training the logits pass as they are, so that they go on
 * learning where the score is wrong.
 *
 * @see Huang et al., UNet 3+, 2020: its classification-guided module multiplies by the decision
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { SegPresenceGate } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const logits = tf.ones([1, 1, 1, 2]);
 * const scores = tf.tensor2d([-3, 3], [1, 2]);
 * console.log((new SegPresenceGate().apply([logits, scores]) as tf.Tensor).dataSync()); // -20, 1
 * ```
 */
export class SegPresenceGate extends layers.layers.Layer {
  static readonly className = 'SegPresenceGate';

  private readonly firstChannel: number;

  constructor(options: SegPresenceGateOptions = {}) {
    super({ ...options });
    this.firstChannel = options.firstChannel ?? 0;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training = false }: LayerCallOptions = {}): tf.Tensor {
    const [logits, scores] = inputs as [tf.Tensor4D, tf.Tensor2D];
    if (training) return tf.clone(logits);
    return tf.tidy(() => {
      const [count, channels] = scores.shape;
      const always = tf.less(tf.range(0, channels, 1, 'int32'), tf.scalar(this.firstChannel, 'int32'));
      const isThere = tf.logicalOr(tf.greaterEqual(scores, 0), always);
      const most = tf.where(isThere, tf.fill(scores.shape, largestFloat32), tf.fill(scores.shape, absentLogit));
      return tf.minimum(logits, tf.reshape(most, [count, 1, 1, channels]));
    });
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    return (inputShape as layers.Shape[])[0];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { firstChannel } = this;
    return { ...super.getConfig(), firstChannel };
  }
}
