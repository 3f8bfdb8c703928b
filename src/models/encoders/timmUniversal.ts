import { imagenetPreprocessing, type Preprocessing } from '../../core/preprocessing.js';
import type { Scope } from '../../layers/scope.js';
import { defineDensenet, densenetFamily } from './densenet.js';
import type { Encoder, EncoderFamily, EncoderOptions } from './encoder.js';
import { defineResnet, type ResnetRow, resnetRows } from './resnet.js';
import { defineTimmOwn, timmOwnNames } from './timmEfficientnet.js';
import { defineVgg, vggFamily } from './vgg.js';

/** timm's ResNets of the plain kind: those that smp has under its own names, and some more. */
const resnets: Readonly<Record<string, ResnetRow>> = {
  ...Object.fromEntries(Object.entries(resnetRows).filter(([name]) => name !== 'resnext101_32x48d')),
  resnet26: ['bottleneck', [2, 2, 2, 2]],
  resnet200: ['bottleneck', [3, 24, 36, 3]],
  wide_resnet50_2: ['bottleneck', [3, 4, 6, 3], 1, 128],
  wide_resnet101_2: ['bottleneck', [3, 4, 23, 3], 1, 128],
  resnext101_64x4d: ['bottleneck', [3, 4, 23, 3], 64, 4],
};

/** Those, by themselves or by their training, whose weights expect values from −1 to 1. */
const centered = /^tf_efficientnet_lite|^(efficientnet_b1|tf_efficientnet_b8)$|\.(ap|ra4)_/;

const preprocessingOf = (name: string): Preprocessing =>
  centered.test(name) ? { mean: 0.5, std: 0.5 } : imagenetPreprocessing;

/** What smp makes of an encoder of timm: its name with `tu-` before it, its parameters in `model`. */
function universal(family: {
  readonly name: string;
  readonly names: readonly string[];
  readonly fixedStride?: string;
  readonly define: (name: string, model: Scope, options: EncoderOptions) => Encoder;
}): EncoderFamily {
  return {
    ...family,
    name: `tu-${family.name}`,
    names: family.names.map((name) => `tu-${name}`),
    namesTrainings: true,
    preprocessing: (name) => preprocessingOf(ownName(name)),
    define: (name, scope, options) => {
      const [network] = ownName(name).split('.');
      return { ...family.define(network, scope.at('model'), options), name };
    },
  };
}

/** What timm calls it. */
const ownName = (name: string): string => name.slice('tu-'.length);

/**
 * Encoders of timm as smp's `TimmUniversalEncoder` takes them: the same networks as those under smp's own names, but some
 * features are taken elsewhere, and most have no parameters of stages beyond the depth.
 */
export const timmUniversalFamilies: readonly EncoderFamily[] = [
  universal({
    name: 'resnet',
    names: Object.keys(resnets),
    define: (name, model, options) => defineResnet(name, resnets[name], model, options, 'timm'),
  }),
  universal({
    name: 'vgg',
    names: vggFamily.names,
    fixedStride: vggFamily.fixedStride,
    define: (name, model, options) => defineVgg(name, (index) => model.at(`features_${index}`), options, 'timm'),
  }),
  universal({
    name: 'densenet',
    names: densenetFamily.names,
    fixedStride: densenetFamily.fixedStride,
    define: (name, model, options) => defineDensenet(name, (part) => model.at(`features_${part}`), options, 'timm'),
  }),
  universal({
    name: 'efficientnet',
    names: timmOwnNames,
    define: defineTimmOwn,
  }),
];
