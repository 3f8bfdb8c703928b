import * as layers from '@tensorflow/tfjs-layers';
import { OptionError, ShapeError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import type { Block } from '../layers/block.js';
import { rootScope, type Scope, type StateEntry } from '../layers/scope.js';
import {
  type ClassificationHeadOptions,
  checkClassificationHead,
  classificationHead,
  upsamplingHead,
} from './decoderHeads.js';
import type { Encoder, EncoderFeatures } from './encoders/encoder.js';
import { defineEncoder, familyOf } from './encoders/registry.js';
import { setMetadata } from './metadata.js';
import { modelInput } from './modelInput.js';
import {
  type InputShape,
  type ModelOptions,
  modelOptionNames,
  type ResolvedModelOptions,
  resolveModelOptions,
} from './modelOptions.js';

type Tensor = layers.SymbolicTensor;

/** Options that all networks with an encoder share. */
export interface EncoderModelOptions extends ModelOptions {
  /** The name of the encoder, one of `listEncoders()`. */
  readonly encoder: string;
  /** How often the encoder halves the picture. */
  readonly encoderDepth?: number;
  /** A second output, which says what the whole picture shows, from the last features of the encoder. */
  readonly classificationHead?: ClassificationHeadOptions;
}

/** A decoder with its parameters declared. */
export interface Decoder {
  /** The channels that it puts out. */
  readonly channels: number;
  /** Turns the features of the encoder, from fine to coarse, into one tensor. */
  readonly decode: (features: readonly Tensor[]) => Tensor;
}

/** What makes a network with an encoder the one that it is. */
export interface Architecture<Options extends EncoderModelOptions> {
  /** The name of its function here, for instance `unet`. */
  readonly name: string;
  /** The name of its class in smp, for instance `Unet`. */
  readonly smpName: string;
  /** What its own options are called in smp's `config.json`. */
  readonly smpOptions: Readonly<Record<string, string>>;
  /** Which encoders it takes, by how their features differ in size; `pyramid` by default. */
  readonly encoderFeatures?: EncoderFeatures;
  /** Fills in defaults and checks what it knows alone. What comes out is JSON, from which the same network is made again. */
  readonly resolve: (options: Options) => ResolvedNetwork<Options>;
  /** Declares the parameters of the decoder. */
  readonly decoder: (scope: Scope, encoder: Encoder, options: Required<Options>) => Decoder;
}

/** Declares the layers that make logits of what the decoder puts out. */
export type DefineHead = (scope: Scope, size: { readonly inputChannels: number; readonly classes: number }) => Block;

/** The options of a network with their defaults, and what they make of the parts around the decoder. */
export interface ResolvedNetwork<Options> {
  readonly options: Required<Omit<Options, keyof ModelOptions | 'classificationHead'>>;
  readonly encoderDepth: number;
  /** 32 by default. */
  readonly encoderOutputStride?: number;
  /** The blocks of a vision transformer whose outputs are features; evenly spread ones by default. */
  readonly encoderOutputBlocks?: readonly number[];
  /** The kernel of the last convolution, and how many times its output is enlarged; or last layers of its own. */
  readonly head: { readonly kernelSize: number; readonly upsampling: number } | DefineHead;
  /** What height and width must be multiples of; the encoder's output stride by default. */
  readonly divisor?: number;
  /** The least height and width, where that is more than the divisor. */
  readonly minimum?: number;
}

/** A network with its parameters declared, and not built yet. */
export interface DefinedNetwork {
  /** Its parameters, as smp names and orders them. */
  readonly state: readonly StateEntry[];
  readonly encoder: Encoder;
  readonly divisor: number;
  readonly minimum: number | undefined;
  /** The options that make it again, as JSON. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Logits at the size of the picture and, with a classification head, scores of the whole picture. */
  readonly outputs: (x: Tensor) => Tensor[];
}

/** Declares all parameters of a network. It needs no backend. */
export function defineNetwork<Options extends EncoderModelOptions>(
  architecture: Architecture<Options>,
  options: Options,
  { inputChannels, classes }: { readonly inputChannels: number; readonly classes: number },
): DefinedNetwork {
  const { name: where } = architecture;
  const own = [
    ...modelOptionNames,
    'encoder',
    'encoderDepth',
    'classificationHead',
    ...Object.keys(architecture.smpOptions),
  ];
  checkOptionNames(where, options, own);
  checkEncoderFeatures(architecture, options.encoder);
  checkNumber(where, 'encoderDepth', options.encoderDepth ?? 5, { min: 1, max: 5, integer: true });
  const resolved = architecture.resolve(options);
  const { encoderDepth: depth, encoderOutputStride: outputStride = 32 } = resolved;
  checkOneOf(where, 'encoderOutputStride', outputStride, [8, 16, 32]);
  checkClassificationHead(where, options.classificationHead);

  const scope = rootScope({ seed: options.seed });
  const encoder = defineEncoder(where, options.encoder, scope.at('encoder'), {
    inputChannels,
    depth,
    outputStride,
    outputBlocks: resolved.encoderOutputBlocks,
  });
  const all = { ...resolved.options, encoder: options.encoder, encoderDepth: depth } as unknown as Required<Options>;
  const decoder = architecture.decoder(scope.at('decoder'), encoder, all);
  const { head } = resolved;
  const defineHead: DefineHead =
    typeof head === 'function' ? head : (at, size) => upsamplingHead(at, { ...head, ...size });
  const segment = defineHead(scope.at('segmentation_head'), { inputChannels: decoder.channels, classes });
  const classify =
    options.classificationHead &&
    classificationHead(scope.at('classification_head'), encoder.channels[depth], options.classificationHead);
  return {
    state: scope.state,
    encoder,
    divisor: resolved.divisor ?? encoder.outputStride,
    minimum: resolved.minimum,
    options: JSON.parse(JSON.stringify({ ...all, classificationHead: options.classificationHead })),
    outputs: (x) => {
      const features = encoder.features(x);
      const outputs = [segment(decoder.decode(features))];
      if (classify) outputs.push(classify(features[features.length - 1]));
      return outputs;
    },
  };
}

function checkEncoderFeatures(
  { name: where, encoderFeatures = 'pyramid' }: Pick<Architecture<EncoderModelOptions>, 'name' | 'encoderFeatures'>,
  encoder: string,
): void {
  const { features = 'pyramid' } = familyOf(where, encoder);
  if (features === encoderFeatures) return;
  const [sizes, cure] =
    features === 'patches'
      ? ['all have one size', 'Use one whose features get smaller, such as resnet34.']
      : ['get smaller', 'Use a vision transformer, such as tu-vit_base_patch16_224.augreg_in21k.'];
  throw new OptionError(
    `${where}: the features of encoder "${encoder}" ${sizes}, which this network cannot use. ${cure}`,
    {
      option: 'encoder',
      value: encoder,
    },
  );
}

/** Builds a network with an encoder. */
export function buildNetwork<Options extends EncoderModelOptions>(
  architecture: Architecture<Options>,
  options: Options,
): layers.LayersModel {
  const where = architecture.name;
  const asked = resolveModelOptions(where, options);
  const size = { inputChannels: asked.inputShape[2], classes: asked.classes };
  const network = defineNetwork(architecture, options, size);
  const common = { ...asked, inputShape: fixedShape(where, asked, network.encoder) };
  const { inputShape, activation, pad } = common;
  const { divisor, minimum } = network;
  const { input, x, crop } = modelInput({ architecture: where, inputShape, divisor, minimum, pad, hasDepth: false });
  const [logits, ...others] = network.outputs(x);
  const output = withActivation(crop(logits), activation);
  const model = layers.model({
    inputs: input,
    outputs: others.length > 0 ? [output, ...others] : output,
    name: options.name ?? where,
  });
  setMetadata(model, { architecture: where, ...common, divisor, minimum, network: network.options });
  return model;
}

/** The shape of pictures, which an encoder may know better. */
function fixedShape(where: string, { inputShape, pad }: ResolvedModelOptions, encoder: Encoder): InputShape {
  const { name, inputSize: size } = encoder;
  if (size === undefined) return inputShape;
  const [height, width, channels] = inputShape;
  const isRight = [height, width].every((length) => length === null || length === size) && pad === 'none';
  if (isRight) return [size, size, channels];
  throw new ShapeError(
    `${where}: encoder "${name}" takes pictures of ${size}×${size} pixels alone. Set inputShape: [${size}, ${size}, ${channels}] ` +
      `and pad: 'none', and resize pictures to that, as segment does by itself.`,
    { expected: [size, size, channels], actual: inputShape },
  );
}

function withActivation(x: Tensor, activation: string): Tensor {
  if (activation === 'linear') return x;
  return layers.layers.activation({ activation: activation as 'sigmoid', name: 'probabilities' }).apply(x) as Tensor;
}

/** Refuses decoder channels that are not one number a level. */
export function checkDecoderChannels(where: string, channels: readonly number[], depth: number): void {
  if (!Array.isArray(channels)) {
    throw new OptionError(
      `${where}: decoderChannels is ${JSON.stringify(channels)}. Give ${depth} numbers, the coarsest level first.`,
      { option: 'decoderChannels', value: channels },
    );
  }
  for (const each of channels) checkNumber(where, 'decoderChannels', each, { min: 1, integer: true });
  if (channels.length === depth) return;
  throw new OptionError(
    `${where}: decoderChannels has ${channels.length} numbers, but encoderDepth ${depth} has ${depth} levels. ` +
      `Give ${depth} numbers, the coarsest level first.`,
    { option: 'decoderChannels', value: channels },
  );
}
