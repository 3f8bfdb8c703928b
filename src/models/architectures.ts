import type * as layers from '@tensorflow/tfjs-layers';
import { deeplabV3Architecture } from './decoders/deeplabV3.js';
import { deeplabV3PlusArchitecture } from './decoders/deeplabV3Plus.js';
import { dptArchitecture } from './decoders/dpt.js';
import { fpnArchitecture } from './decoders/fpn.js';
import { linknetArchitecture } from './decoders/linknet.js';
import { manetArchitecture } from './decoders/manet.js';
import { panArchitecture } from './decoders/pan.js';
import { pspnetArchitecture } from './decoders/pspnet.js';
import { segformerArchitecture } from './decoders/segformer.js';
import { unetPlusPlusArchitecture } from './decoders/unetPlusPlus.js';
import { upernetArchitecture } from './decoders/upernet.js';
import {
  type Architecture,
  buildNetwork,
  type DefinedNetwork,
  defineNetwork,
  type EncoderModelOptions,
} from './encoderDecoder.js';
import { unetArchitecture } from './unetDecoder.js';

/** A kind of network with an encoder, by which files of other libraries find it. */
export interface ArchitectureEntry {
  /** The name of its function here, for instance `unet`. */
  readonly name: string;
  /** The name of its class in smp, for instance `Unet`. */
  readonly smpName: string;
  /** What its own options are called in smp's `config.json`. */
  readonly smpOptions: Readonly<Record<string, string>>;
  /** Declares its parameters; needs no backend. */
  readonly define: (
    options: EncoderModelOptions,
    size: { readonly inputChannels: number; readonly classes: number },
  ) => DefinedNetwork;
  readonly build: (options: EncoderModelOptions) => layers.LayersModel;
}

/** Every kind of network with an encoder. */
export const architectures: readonly ArchitectureEntry[] = [
  entry(unetArchitecture),
  entry(unetPlusPlusArchitecture),
  entry(manetArchitecture),
  entry(linknetArchitecture),
  entry(fpnArchitecture),
  entry(pspnetArchitecture),
  entry(deeplabV3Architecture),
  entry(deeplabV3PlusArchitecture),
  entry(panArchitecture),
  entry(upernetArchitecture),
  entry(segformerArchitecture),
  entry(dptArchitecture),
];

/** Options come from files here, and are checked by name and value when the network is defined. */
function entry<Options extends EncoderModelOptions>(architecture: Architecture<Options>): ArchitectureEntry {
  const { name, smpName, smpOptions } = architecture;
  return {
    name,
    smpName,
    smpOptions,
    define: (options, size) => defineNetwork(architecture, options as Options, size),
    build: (options) => buildNetwork(architecture, options as Options),
  };
}
