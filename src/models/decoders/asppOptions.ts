import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOneOf } from '../../core/options.js';
import type { AsppModuleOptions } from '../../layers/modules/aspp.js';
import type { EncoderModelOptions } from '../encoderDecoder.js';
import type { ModelOptions } from '../modelOptions.js';

/** Options that both DeepLabs have. */
export interface AsppDecoderOptions extends EncoderModelOptions {
  /** How many times smaller than the picture the encoder's last features may be at most: 8 or 16. */
  readonly encoderOutputStride?: 8 | 16;
  /** The channels of each branch, and those that the decoder puts out; 256 by default. */
  readonly decoderChannels?: number;
  /** How far apart the taps of the three dilated convolutions are; `[12, 24, 36]` by default. */
  readonly decoderAtrousRates?: readonly [number, number, number];
  /** Whether these convolutions are depthwise separable. */
  readonly decoderAsppSeparable?: boolean;
  /** The share of numbers dropped in training, from 0 to 0.99; 0.5 by default. */
  readonly decoderAsppDropout?: number;
  /** How many times the logits are enlarged: what gives the picture's size back, and nothing else. */
  readonly upsampling?: number;
}

/** What they are called in smp. */
export const asppSmpOptions = {
  encoderOutputStride: 'encoder_output_stride',
  decoderChannels: 'decoder_channels',
  decoderAtrousRates: 'decoder_atrous_rates',
  decoderAsppSeparable: 'decoder_aspp_separable',
  decoderAsppDropout: 'decoder_aspp_dropout',
  upsampling: 'upsampling',
} as const;

type AsppChoices = Required<
  Omit<AsppDecoderOptions, keyof ModelOptions | 'encoder' | 'encoderDepth' | 'classificationHead' | 'upsampling'>
>;

/** The checked options of the pooling, with their defaults, of which some are each network's own. */
export function resolveAsppOptions(
  where: string,
  options: AsppDecoderOptions,
  defaults: Pick<AsppChoices, 'encoderOutputStride' | 'decoderAsppSeparable'>,
): AsppChoices {
  const { decoderChannels = 256, decoderAtrousRates = [12, 24, 36], decoderAsppDropout = 0.5 } = options;
  const { encoderOutputStride = defaults.encoderOutputStride } = options;
  const { decoderAsppSeparable = defaults.decoderAsppSeparable } = options;
  checkOneOf(where, 'encoderOutputStride', encoderOutputStride, [8, 16]);
  checkNumber(where, 'decoderChannels', decoderChannels, { min: 1, integer: true });
  checkRates(where, decoderAtrousRates);
  checkOneOf(where, 'decoderAsppSeparable', decoderAsppSeparable, [true, false]);
  checkNumber(where, 'decoderAsppDropout', decoderAsppDropout, { min: 0, max: 0.99 });
  return { encoderOutputStride, decoderChannels, decoderAtrousRates, decoderAsppSeparable, decoderAsppDropout };
}

function checkRates(where: string, rates: readonly number[]): void {
  if (!Array.isArray(rates) || rates.length !== 3) {
    throw new OptionError(
      `${where}: decoderAtrousRates is ${JSON.stringify(rates)}. Give three whole numbers, for instance [12, 24, 36].`,
      { option: 'decoderAtrousRates', value: rates },
    );
  }
  for (const rate of rates) checkNumber(where, 'decoderAtrousRates', rate, { min: 1, integer: true });
}

/** What the pooling is given. */
export function asppModuleOptions(inputChannels: number, options: AsppChoices): AsppModuleOptions {
  return {
    inputChannels,
    filters: options.decoderChannels,
    rates: options.decoderAtrousRates,
    separable: options.decoderAsppSeparable,
    dropout: options.decoderAsppDropout,
  };
}
