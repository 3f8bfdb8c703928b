import * as tf from '@tensorflow/tfjs-core';

/** What the engine hides that is used here. */
interface TrackingEngine {
  trackTensor(tensor: tf.Tensor, backend: tf.KernelBackend): void;
  removeDataId(dataId: object, backend: tf.KernelBackend): void;
}

/** The bytes of the data of all tensors made while `run` runs, at its highest; tensors that share data count once. */
export function peakBytes(run: () => void): number {
  const { state } = tf.engine();
  const engine = tf.engine() as unknown as TrackingEngine;
  const { trackTensor, removeDataId } = engine;
  const sizes = new Map<object, number>();
  let bytes = 0;
  let peak = 0;
  engine.trackTensor = (tensor, backend) => {
    if (!state.tensorInfo.has(tensor.dataId)) {
      sizes.set(tensor.dataId, tensor.size * 4);
      bytes += tensor.size * 4;
      peak = Math.max(peak, bytes);
    }
    trackTensor.call(engine, tensor, backend);
  };
  engine.removeDataId = (dataId, backend) => {
    bytes -= sizes.get(dataId) ?? 0;
    sizes.delete(dataId);
    removeDataId.call(engine, dataId, backend);
  };
  try {
    run();
  } finally {
    engine.trackTensor = trackTensor;
    engine.removeDataId = removeDataId;
  }
  return peak;
}
