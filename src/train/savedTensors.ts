import * as tf from '@tensorflow/tfjs-core';

/** What the engine hides that is used here. */
interface SavingEngine {
  /** Makes the tensors that are saved for the backward pass, and is used for nothing else. */
  clone(x: tf.Tensor): tf.Tensor;
  /** The tensors that the gradient of a kernel asks for. */
  getTensorsForGradient(
    kernelName: string,
    inputs: Readonly<Record<string, tf.Tensor>>,
    outputs: tf.Tensor[],
  ): tf.Tensor[];
  runKernelFunc(call: KernelCall): tf.Tensor | tf.Tensor[];
}

interface KernelCall {
  readonly kernelName?: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
}

/** Kernels of whose saved inputs the gradient reads nothing but the shapes. */
const shapesSuffice: ReadonlySet<string> = new Set([
  'Add',
  'AddN',
  'Concat',
  'ExpandDims',
  'Mean',
  'Pack',
  'PadV2',
  'Reshape',
  'Slice',
  'Sub',
  'Sum',
]);

/**
 * Lets the engine save less for the backward pass, until what is returned puts it back:
 *
 * - of inputs whose shape is all that a gradient reads, the shape; their values can go as soon as nothing else needs them;
 * - of a ReLU, leaky or not, the output, by which its gradient is the same, and which the layer after it mostly saves
 *   anyway;
 * - tensors without a place on the tape for each: that is for gradients of gradients, and takes as long as a small
 *   operation.
 */
export function saveLess(): () => void {
  const engine = tf.engine();
  const { state } = engine;
  const hidden = engine as unknown as SavingEngine;
  const { clone, getTensorsForGradient, runKernelFunc } = hidden;
  let slope = 0;
  const nothing = tf.scalar(0);
  // Gradients within this one may be differentiated, and are left as they are.
  const isOutermost = (): boolean => state.gradientDepth === 1;
  const isHere = ({ dataId }: tf.Tensor): boolean => state.tensorInfo.get(dataId)?.backend === engine.backend;

  hidden.clone = (x) => {
    // Values of another backend have to be moved first.
    if (!isOutermost() || !isHere(x)) return clone.call(engine, x);
    engine.backend.incRef(x.dataId);
    return engine.makeTensorFromTensorInfo(x);
  };
  hidden.getTensorsForGradient = (kernelName, inputs, outputs) => {
    const saved = getTensorsForGradient.call(engine, kernelName, inputs, outputs);
    if (!isOutermost() || !isHere(nothing)) return saved;
    // Below a slope that is negative the output has the sign of the input no more.
    if (kernelName === 'Relu' || (kernelName === 'LeakyRelu' && slope >= 0)) return outputs;
    if (!shapesSuffice.has(kernelName)) return saved;
    const { dataId } = nothing;
    return saved.map(({ shape, dtype }) => ({ dataId, shape, dtype }) as unknown as tf.Tensor);
  };
  hidden.runKernelFunc = (call) => {
    if (call.kernelName === 'LeakyRelu') slope = Number(call.attrs?.alpha);
    return runKernelFunc.call(engine, call);
  };
  return () => {
    hidden.runKernelFunc = runKernelFunc;
    hidden.clone = clone;
    hidden.getTensorsForGradient = getTensorsForGradient;
    nothing.dispose();
  };
}
