import type { Task } from '../../core/task.js';

/** What is wrong with a sample. */
export interface InspectionProblem {
  /** The sample; the name of the file for what is unpaired. */
  readonly id: string;
  /**
   * - `unreadable`: the data set could not give it; the message says why
   * - `noMask`: others have a mask, this one has none
   * - `sizeMismatch`: its mask or weight has another size than its picture
   * - `unknownLabel`: its mask has labels that are no class
   * - `notFinite`: its picture has NaN or infinite values
   * - `unpairedImage`, `unpairedMask`: a file without a partner
   */
  readonly kind:
    | 'unreadable'
    | 'noMask'
    | 'sizeMismatch'
    | 'unknownLabel'
    | 'notFinite'
    | 'unpairedImage'
    | 'unpairedMask';
  /** What is wrong, in words. */
  readonly message: string;
  /** The file at fault, where it is known. */
  readonly file?: string;
}

/** Pixels of all pictures with the same number of channels, in units of 0 … 1 as `preprocessing` has them. */
export interface ChannelStatistics {
  readonly channels: number;
  /** How many pictures have so many channels. */
  readonly pictures: number;
  /** Of each channel. */
  readonly mean: readonly number[];
  /** Of each channel, over all pixels of all pictures: `√(Σ(x − mean)² / n)`. */
  readonly std: readonly number[];
  /** The least value of each channel. */
  readonly min: readonly number[];
  /** The greatest value of each channel. */
  readonly max: readonly number[];
}

/** How much there is of a class. */
export interface ClassBalance {
  readonly index: number;
  readonly name: string;
  readonly pixels: number;
  /** Its part of all pixels that are not ignored, 0 … 1. For `multilabel` the parts need not add up to 1. */
  readonly share: number;
  /** How many masks have it. */
  readonly samples: number;
}

/** A small picture of a sample, and of its mask over it where there is one. */
export interface InspectionThumbnail {
  readonly id: string;
  /** A PNG as `data:image/png;base64,…`. */
  readonly picture: string;
  /** Size and classes in words. */
  readonly note: string;
}

/** What {@link inspect} finds; plain data, to be kept as JSON. */
export interface Inspection {
  /** Samples of the data set. */
  readonly samples: number;
  /** Samples that could be read. */
  readonly readable: number;
  readonly task?: Task;
  readonly ignoreIndex?: number;
  /** The sizes of the pictures, the most frequent first. */
  readonly sizes: readonly { readonly width: number; readonly height: number; readonly count: number }[];
  /** Channels and types of the pictures, the most frequent first. */
  readonly formats: readonly {
    readonly channels: number;
    readonly type: 'uint8' | 'uint16' | 'float32';
    readonly count: number;
  }[];
  /** Means and deviations, the most frequent number of channels first. */
  readonly statistics: readonly ChannelStatistics[];
  /** How many samples have a mask. */
  readonly masks: number;
  /** Samples whose mask has no pixel of another label than 0 or the ignored one. */
  readonly emptyMasks: readonly string[];
  /** The part of all mask pixels that is ignored, 0 … 1. */
  readonly ignoredShare: number;
  readonly classes: readonly ClassBalance[];
  /** First what was found in reading, in the order of the data set, then missing masks, then files without a partner. */
  readonly problems: readonly InspectionProblem[];
  /** Samples whose pictures are the same in every pixel, by SHA-256; and whether their masks are the same as well. */
  readonly duplicates: readonly { readonly ids: readonly string[]; readonly sameMasks: boolean }[];
  readonly thumbnails: readonly InspectionThumbnail[];
}
