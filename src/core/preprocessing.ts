/**
 * How a picture becomes the numbers that a network reads: `(value / maximum − mean) / std` for each channel, where the
 * maximum is 255 for 8-bit pictures, 65535 for 16-bit ones and 1 for float32.
 *
 * One number stands for all channels. Left out, `mean` is 0 and `std` is 1: pictures are read as 0 … 1.
 */
export interface Preprocessing {
  /** What is taken off each channel, in units of 0 … 1: 0.5, not 128. Default 0. */
  readonly mean?: number | readonly number[];
  /** What each channel is divided by, in units of 0 … 1. Default 1. */
  readonly std?: number | readonly number[];
}

/**
 * The channel means and deviations of ImageNet, in RGB: what networks pretrained on it were fed with, such as those of
 * torchvision and most of timm; `encoderPreprocessing` knows the others.
 *
 * Give it to the model, which remembers it for `segment`, and to the loader: `unet({ encoder: 'resnet34', preprocessing:
 * imagenetPreprocessing })`, `loader(data, { preprocessing: imagenetPreprocessing })`. For a network that starts from nothing
 * it is as good as any standardisation.
 */
export const imagenetPreprocessing: Preprocessing = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
