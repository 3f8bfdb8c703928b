import type { FeatureShape, LayerCall, layerCalls } from './layerCalls.js';

/** The numbers that training holds for each picture of a batch. */
export interface PictureMemory {
  /** What the forward pass keeps for the backward pass. */
  readonly kept: number;
  /** What the most demanding layer needs on top while it is worked on. */
  readonly working: number;
}

/** The numbers that a picture takes in training, from the layers that it goes through and the logits that come out. */
export function pictureMemory(
  inputs: readonly FeatureShape[],
  { calls, outputs }: ReturnType<typeof layerCalls>,
): PictureMemory {
  return {
    kept: sumOf(inputs.map(sizeOf)) + sumOf(calls.map(keptNumbers)) + lossCopies * sumOf(outputs.map(sizeOf)),
    working: Math.max(...calls.map(workingNumbers)),
  };
}

/** Copies of the logits that the default loss and its gradient hold. */
const lossCopies = 8;

/** Layers that hand their input on, as it lies in memory. */
const aliases: readonly string[] = ['SegInputGuard', 'Reshape', 'Flatten'];

/** The numbers of a picture that a layer's forward pass leaves in memory for the backward pass. */
function keptNumbers({ layer, outputs }: LayerCall): number {
  const name = layer.getClassName();
  if (aliases.includes(name)) return 0;
  const own = sumOf(outputs.map(sizeOf));
  // The sum with the bias is an operation of its own, which keeps what it adds to.
  if (name === 'Conv2DTranspose' && layer.weights.length > 1) return 2 * own;
  return name === 'Dropout' ? 3 * own : own;
}

/** The numbers of a picture that a layer's backward pass needs on top: gradients of outputs and inputs, and its steps. */
function workingNumbers({ inputs, outputs }: LayerCall): number {
  return sumOf(outputs.map(sizeOf)) + sumOf(inputs.map(sizeOf));
}

const sizeOf = (shape: FeatureShape): number => shape.reduce((product, side) => product * side, 1);
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
