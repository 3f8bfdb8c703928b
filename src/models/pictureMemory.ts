import type { FeatureShape, LayerCall, layerCalls } from './layerCalls.js';
import { savedForBackward } from './savedForBackward.js';

/** The numbers that training holds for each picture of a batch. */
export interface PictureMemory {
  /** What the forward pass keeps for the backward pass. */
  readonly kept: number;
  /** What the worst moment of the backward pass needs on top. */
  readonly working: number;
}

/**
 * The numbers that a picture takes in training: a backward pass that is gone through on paper. What a layer has saved goes
 * with it, and the gradient of a tensor is there from the last layer that reads the tensor to the one that made it.
 */
export function pictureMemory(
  inputs: readonly FeatureShape[],
  { calls, outputs }: ReturnType<typeof layerCalls>,
): PictureMemory {
  const tensors = tensorsOf(inputs, calls, outputs);
  const own = calls.map((call) => savedForBackward(call).besides * sumOf(call.outputs.map(sizeOf)));
  const kept =
    sumOf(own) + sumOf([...tensors.values()].map((tensor) => (tensor.savedBy === undefined ? 0 : tensor.size)));
  /** What is there when the gradient of the loss is computed, then layer by layer. */
  let most = kept + lossCopies * sumOf(outputs.map(sizeOf));
  let saved = kept;
  for (let i = calls.length - 1; i >= 0; i--) {
    let gradients = 0;
    for (const { size, madeBy, lastReadBy } of tensors.values()) if (madeBy <= i && lastReadBy >= i) gradients += size;
    most = Math.max(most, saved + gradients + temporaries(calls[i]));
    saved -= own[i];
    for (const tensor of tensors.values()) if (tensor.savedBy === i) saved -= tensor.size;
  }
  return { kept, working: most - kept };
}

/** Copies of the logits that the default loss and its gradient hold. */
const lossCopies = 8;

/** What a layer's backward pass makes on the way, normalization in several operations. */
function temporaries({ layer, outputs }: LayerCall): number {
  return (temporariesOf[layer.getClassName()] ?? 1) * sumOf(outputs.map(sizeOf));
}

/** Tensors of the size of the layer's output. */
const temporariesOf: Readonly<Record<string, number>> = {
  SegBatchNorm: 3,
  SegGroupNorm: 5,
  SegInstanceNorm: 5,
  SegLayerNorm: 5,
};

/** A tensor of the forward pass, and the places of the layers that have to do with it. */
interface ForwardTensor {
  readonly size: number;
  /** −1 for what goes into the model. */
  readonly madeBy: number;
  lastReadBy: number;
  /** The first layer that saves it; nothing where none does. */
  savedBy: number | undefined;
}

/** Layers that hand their input on, as it lies in memory. */
const aliases: readonly string[] = ['SegInputGuard', 'Reshape', 'Flatten'];

/** The tensors that a forward pass makes, by the shape that stands for them: the same object wherever they are read. */
function tensorsOf(
  inputs: readonly FeatureShape[],
  calls: readonly LayerCall[],
  outputs: readonly FeatureShape[],
): Map<FeatureShape, ForwardTensor> {
  const tensors = new Map<FeatureShape, ForwardTensor>();
  /** The tensor in whose memory another one lies. */
  const sources = new Map<FeatureShape, FeatureShape>();
  const make = (shape: FeatureShape, madeBy: number, isSaved: boolean): void => {
    tensors.set(shape, { size: sizeOf(shape), madeBy, lastReadBy: madeBy, savedBy: isSaved ? madeBy : undefined });
  };
  // The caller holds the pictures throughout.
  for (const shape of inputs) make(shape, -1, true);
  calls.forEach((call, i) => {
    const isAlias = aliases.includes(call.layer.getClassName());
    const saves = savedForBackward(call);
    const read = call.inputs.map((shape) => sources.get(shape) ?? shape);
    for (const shape of read) {
      const tensor = tensors.get(shape) as ForwardTensor;
      tensor.lastReadBy = i;
      if (saves.inputs) tensor.savedBy ??= i;
    }
    for (const shape of call.outputs) {
      if (isAlias) sources.set(shape, read[0]);
      else make(shape, i, saves.outputs);
    }
  });
  // The loss reads them.
  for (const shape of outputs) (tensors.get(sources.get(shape) ?? shape) as ForwardTensor).lastReadBy = calls.length;
  return tensors;
}

const sizeOf = (shape: FeatureShape): number => shape.reduce((product, side) => product * side, 1);
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
