/**
 * How a picture becomes the numbers that a network reads: `(value / maximum − mean) / std` for each channel, where the
 * maximum is 255 for 8-bit pictures, 65535 for 16-bit ones and 1 for float32.
 *
 * One number stands for all channels. Left out, `mean` is 0 and `std` is 1: pictures are read as 0 … 1.
 */
export interface Preprocessing {
  readonly mean?: number | readonly number[];
  readonly std?: number | readonly number[];
}

/** The channel means and deviations of ImageNet, for encoders that were pretrained on it. */
export const imagenetPreprocessing: Preprocessing = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
