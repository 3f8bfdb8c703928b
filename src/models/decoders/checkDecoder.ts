import { OptionError } from '../../core/errors.js';
import type { Encoder } from '../encoders/encoder.js';

/** Refuses encoders that have no features at some stride, for a decoder that wants all of them from `first` on. */
export function checkSkips(where: string, { name, channels }: Encoder, first = 0): void {
  const stage = channels.indexOf(0, first);
  if (stage < 0) return;
  throw new OptionError(
    `${where}: encoder "${name}" has no features at stride ${2 ** stage}, which the decoder needs. ` +
      'Use another encoder, or another decoder, such as unet or segformer.',
    { option: 'encoder', value: name },
  );
}

/** Refuses an enlargement of the logits other than the one that gives the size of the picture back. */
export function checkUpsampling(where: string, upsampling: number, stride: number): void {
  if (upsampling === stride) return;
  throw new OptionError(
    `${where}: upsampling is ${upsampling}, but what the decoder puts out is ${stride} times smaller than the picture. ` +
      `Set upsampling: ${stride}, or leave it out, so that the output has the size of the picture.`,
    { option: 'upsampling', value: upsampling },
  );
}
