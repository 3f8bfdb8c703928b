import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  deeplabV3,
  deeplabV3Plus,
  encoderPreprocessing,
  fpn,
  linknet,
  loadEncoder,
  type ModelOptions,
  manet,
  OptionError,
  pan,
  pspnet,
  segformer,
  unet,
  unetPlusPlus,
  upernet,
} from 'segkit';
import { fileSource } from 'segkit/node';

/** The networks that `--architecture` offers with an encoder. */
const withEncoder = {
  unet,
  unetPlusPlus,
  manet,
  linknet,
  fpn,
  pspnet,
  deeplabV3,
  deeplabV3Plus,
  pan,
  upernet,
  segformer,
} as const;

/** The names of {@link withEncoder}. */
export const architectureNames = Object.keys(withEncoder) as readonly (keyof typeof withEncoder)[];

/** The options of `segkit train` that say which network. */
export interface NetworkOptions {
  readonly architecture: keyof typeof withEncoder;
  readonly encoder?: string;
  readonly encoderWeights?: string;
  readonly depth: number;
  readonly filters: number | readonly number[];
  readonly norm: 'batch' | 'group' | 'instance' | 'none';
  readonly block: 'plain' | 'residual';
  readonly seed: number;
}

/** Refuses options of the network that another one leaves without effect. */
export function checkNetworkOptions(options: NetworkOptions, isGiven: (name: string) => boolean): void {
  const { architecture, encoder, encoderWeights } = options;
  const refuse = (message: string, option: string): never => {
    throw new OptionError(message, { option });
  };
  if (encoder === undefined && architecture !== 'unet') {
    refuse(`--architecture ${architecture} needs an encoder. Give --encoder resnet18, for instance.`, 'architecture');
  }
  if (encoder === undefined && encoderWeights !== undefined) {
    refuse('--encoder-weights would have no effect. Say whose they are: --encoder resnet18.', 'encoderWeights');
  }
  if (encoder === undefined) return;
  const idle = ['depth', 'filters', 'norm', 'block', 'plan'].find(isGiven);
  if (idle) refuse(`--${idle} is of the U-Net without an encoder. Leave it out, or --encoder.`, idle);
}

/** Builds the network, for pictures of this size, with the weights of its encoder if there are any. */
export async function buildModel(options: NetworkOptions, common: ModelOptions): Promise<LayersModel> {
  const { architecture, encoder, encoderWeights, depth, filters, norm, block, seed } = options;
  if (encoder === undefined) return unet({ ...common, depth, filters, norm, block, seed });
  // Networks of smp halve pictures up to 32 times; those of other sizes are padded inside.
  const preprocessing = encoderWeights === undefined ? {} : encoderPreprocessing(encoder);
  const model = withEncoder[architecture]({ ...common, encoder, seed, pad: 'auto', preprocessing });
  if (encoderWeights !== undefined) await loadEncoder(model, await fileSource(encoderWeights));
  return model;
}
