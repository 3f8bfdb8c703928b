import { closestNames } from '../../core/closestNames.js';
import { OptionError } from '../../core/errors.js';
import type { Scope } from '../../layers/scope.js';
import { densenetFamily } from './densenet.js';
import { dpnFamily } from './dpn.js';
import { efficientnetFamily } from './efficientnet.js';
import type { Encoder, EncoderFamily, EncoderOptions } from './encoder.js';
import { inceptionresnetv2Family } from './inceptionresnetv2.js';
import { inceptionv4Family } from './inceptionv4.js';
import { mixTransformerFamily } from './mixTransformer.js';
import { mobilenetV2Family } from './mobilenetV2.js';
import { mobileoneFamily } from './mobileone.js';
import { resnetFamily } from './resnet.js';
import { senetFamily } from './senet.js';
import { sknetFamily } from './sknet.js';
import { timmEfficientnetFamily } from './timmEfficientnet.js';
import { timmUniversalFamilies } from './timmUniversal.js';
import { vggFamily } from './vgg.js';
import { visionTransformerFamily } from './visionTransformer.js';
import { xceptionFamily } from './xception.js';

/** Every family of encoders. */
export const encoderFamilies: readonly EncoderFamily[] = [
  resnetFamily,
  senetFamily,
  sknetFamily,
  densenetFamily,
  dpnFamily,
  vggFamily,
  xceptionFamily,
  inceptionv4Family,
  inceptionresnetv2Family,
  mobilenetV2Family,
  mobileoneFamily,
  efficientnetFamily,
  timmEfficientnetFamily,
  mixTransformerFamily,
  visionTransformerFamily,
  ...timmUniversalFamilies,
];

/**
 * The names of all encoders, by which the option `encoder` of a network takes them. Those of timm, which begin with `tu-`,
 * may go on with the name of a training, as smp writes them into its files: `tu-resnet34.a1_in1k`.
 *
 * @example
 * ```ts
 * import { listEncoders } from 'segkit';
 *
 * console.log(listEncoders().includes('resnet34')); // true
 * ```
 */
export function listEncoders(): string[] {
  return encoderFamilies.flatMap(({ names }) => names);
}

/** The family that an encoder belongs to. */
export function familyOf(where: string, name: string): EncoderFamily {
  const network = String(name).split('.')[0];
  const family = encoderFamilies.find(
    ({ names, namesTrainings }) => names.includes(name) || (namesTrainings && names.includes(network)),
  );
  if (family) return family;
  const known = listEncoders();
  const closest = closestNames(String(name), known, 3).map((other) => JSON.stringify(other));
  throw new OptionError(
    `${where}: encoder is ${JSON.stringify(name)}. Did you mean ${closest.join(', ')}? listEncoders() names all ${known.length}.`,
    { option: 'encoder', value: name },
  );
}

/** Declares the parameters of the encoder with this name. */
export function defineEncoder(where: string, name: string, scope: Scope, options: EncoderOptions): Encoder {
  const family = familyOf(where, name);
  if (options.outputStride !== 32 && family.fixedStride) {
    throw new OptionError(
      `${where}: encoder "${name}" cannot keep an output stride of ${options.outputStride}: ${family.fixedStride} ` +
        `Use stride 32, or an encoder whose convolutions stride, such as resnet34.`,
      { option: 'encoderOutputStride', value: options.outputStride },
    );
  }
  return family.define(name, scope, options);
}
