import type { LayerCall } from './layerCalls.js';

/** What a layer's backward pass reads, and so what a training keeps of its forward pass. */
export interface SavedForBackward {
  readonly inputs: boolean;
  readonly outputs: boolean;
  /** What the layer makes and keeps besides, as a multiple of its outputs. */
  readonly besides: number;
}

/** What a layer keeps in training; a layer that is not known, all that it reads and puts out. */
export function savedForBackward({ layer }: LayerCall): SavedForBackward {
  const className = layer.getClassName();
  const name = className === 'Activation' ? String(layer.getConfig().activation) : className;
  const [what, besides = 0] = savedBy[name] ?? ['both'];
  return { inputs: what === 'inputs' || what === 'both', outputs: what === 'outputs' || what === 'both', besides };
}

type Saved = readonly [what: 'inputs' | 'outputs' | 'both' | 'nothing', besides?: number];

/** By class name, or by the function that an `Activation` layer applies. */
const savedBy: Readonly<Record<string, Saved>> = {
  // Linear but for their weights. tfjs's own saves the outputs too, for an activation that it might have had.
  Conv2D: ['both'],
  SegConvolution: ['inputs'],
  Conv2DTranspose: ['inputs'],
  SegConvolutionTransposed: ['inputs'],
  DepthwiseConv2D: ['inputs'],
  Dense: ['both'],
  // The statistics and the inputs give the rest.
  SegBatchNorm: ['inputs'],
  SegGroupNorm: ['inputs'],
  SegInstanceNorm: ['inputs'],
  SegLayerNorm: ['nothing', 1],
  // Factors.
  Multiply: ['inputs'],
  Rescaling: ['inputs'],
  SegStochasticDepth: ['inputs'],
  SegSpatialDropout: ['inputs'],
  SegDropout: ['inputs', 1],
  Dropout: ['inputs', 2],
  // Activations whose slope follows from what they put out, and others.
  ReLU: ['outputs'],
  LeakyReLU: ['outputs'],
  relu: ['outputs'],
  elu: ['outputs'],
  sigmoid: ['outputs'],
  tanh: ['outputs'],
  softmax: ['outputs'],
  linear: ['nothing'],
  Softmax: ['outputs'],
  SegActivation: ['inputs'],
  relu6: ['inputs'],
  selu: ['inputs'],
  AveragePooling2D: ['inputs'],
  // Their gradient needs no values.
  Add: ['nothing'],
  Concatenate: ['nothing'],
  Cropping2D: ['nothing'],
  Flatten: ['nothing'],
  GlobalAveragePooling2D: ['nothing'],
  InputLayer: ['nothing'],
  Permute: ['nothing'],
  Reshape: ['nothing'],
  SegChannelSlice: ['nothing'],
  SegCropLike: ['nothing'],
  SegInputGuard: ['nothing'],
  SegPadToMultiple: ['nothing'],
  SegPatchTokens: ['nothing'],
  SegPixelShuffle: ['nothing'],
  SegReflectPad: ['nothing'],
  SegResize: ['nothing'],
  SegUpsampling: ['nothing'],
  ZeroPadding2D: ['nothing'],
};
