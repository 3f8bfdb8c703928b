import type * as layers from '@tensorflow/tfjs-layers';
import type { Preprocessing } from '../../core/preprocessing.js';
import type { Scope } from '../../layers/scope.js';

/** What an encoder is asked for. */
export interface EncoderOptions {
  /** The channels of the picture. */
  readonly inputChannels: number;
  /** How often the picture is halved: from 1 to 5. */
  readonly depth: number;
  /** How many times smaller the last features may be at most: 8, 16 or 32. */
  readonly outputStride: number;
  /** Of a vision transformer: the blocks whose outputs are features, counted from 0, or from the end where below 0. */
  readonly outputBlocks?: readonly number[];
}

/** The part of a network that turns a picture into features, from fine to coarse. */
export interface Encoder {
  /** For instance `resnet34`. */
  readonly name: string;
  /**
   * The channels of its features. The first are those of the picture itself, at its own size; each further one is half as
   * large, or as large where the output stride does not let it shrink. One with 0 channels has a size but nothing to use.
   */
  readonly channels: readonly number[];
  /** How many times smaller the last features are than the picture. */
  readonly outputStride: number;
  /** The only height and width that it takes, where it knows each place of a picture by a parameter. */
  readonly inputSize?: number;
  /** Gives the features of a picture `[N,H,W,C]`: depth + 1 of them. */
  readonly features: (x: layers.SymbolicTensor) => layers.SymbolicTensor[];
  /** Of a vision transformer: what its class token `[N,1,1,C]` was where it put out this feature. */
  readonly classToken?: (feature: layers.SymbolicTensor) => layers.SymbolicTensor;
}

/** How the features of an encoder differ in size. */
export type EncoderFeatures = 'pyramid' | 'patches';

/** A stage of an encoder: what it does to the features before it. */
export interface EncoderStage {
  readonly channels: number;
  readonly block: (x: layers.SymbolicTensor) => layers.SymbolicTensor;
}

/** Encoders that differ in a row of numbers. */
export interface EncoderFamily {
  /** For instance `resnet`. */
  readonly name: string;
  /** The names of its encoders. */
  readonly names: readonly string[];
  /** Whether a name may go on with that of a training, as in `tu-resnet34.a1_in1k`: another's weights, the same network. */
  readonly namesTrainings?: boolean;
  /** What their pretrained weights expect; ImageNet's for most. */
  readonly preprocessing: (name: string) => Preprocessing;
  /** Why it cannot keep the size of its last features, where it cannot. */
  readonly fixedStride?: string;
  /** `pyramid`, where each is half as large as the one before, is the default; `patches` are all of one size. */
  readonly features?: EncoderFeatures;
  /** Declares the parameters of one, under the names that smp gives them. */
  readonly define: (name: string, scope: Scope, options: EncoderOptions) => Encoder;
}

/** An encoder that is a chain of stages, of which the first `depth` are used; all are declared. */
export function stagedEncoder(name: string, options: EncoderOptions, stages: readonly EncoderStage[]): Encoder {
  const { inputChannels, depth, outputStride } = options;
  const used = stages.slice(0, depth);
  return {
    name,
    channels: [inputChannels, ...used.map(({ channels }) => channels)],
    outputStride: Math.min(outputStride, 2 ** depth),
    features: (x) => {
      const features = [x];
      for (const { block } of used) features.push(block(features[features.length - 1]));
      return features;
    },
  };
}

/**
 * The place of a stage of an encoder, whose convolutions keep their size where the output stride asks for it: in stage 5
 * from stride 16 on, in stages 4 and 5 at stride 8.
 */
export function stageScope(scope: Scope, stage: number, { outputStride }: EncoderOptions): Scope {
  const dilation = 2 ** stage / outputStride;
  return dilation > 1 ? scope.dilated(dilation) : scope;
}
