import type * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { OptionError } from '../../../src/core/errors.js';
import { deeplabV3 } from '../../../src/models/decoders/deeplabV3.js';
import { deeplabV3Plus } from '../../../src/models/decoders/deeplabV3Plus.js';
import { fpn } from '../../../src/models/decoders/fpn.js';
import { linknet } from '../../../src/models/decoders/linknet.js';
import { manet } from '../../../src/models/decoders/manet.js';
import { pan } from '../../../src/models/decoders/pan.js';
import { pspnet } from '../../../src/models/decoders/pspnet.js';
import { segformer } from '../../../src/models/decoders/segformer.js';
import { unetPlusPlus } from '../../../src/models/decoders/unetPlusPlus.js';
import { upernet } from '../../../src/models/decoders/upernet.js';
import type { EncoderModelOptions } from '../../../src/models/encoderDecoder.js';
import { getMetadata } from '../../../src/models/metadata.js';
import type { ModelOptions } from '../../../src/models/modelOptions.js';
import { segment } from '../../../src/predict/segment.js';
import { switchBackend, testBackends } from '../../helpers/backends.js';
import { describeModel } from '../../helpers/modelHarness.js';

type Builder = (options: EncoderModelOptions) => layers.LayersModel;
const levels = [16, 8, 8] as const;

interface Row {
  readonly build: Builder;
  readonly options: object;
  /** Decoders that give no more detail than the last features have learn little from deep ones. */
  readonly encoderDepth?: number;
  readonly smallest?: number;
}

// Without dropout, which the harness would take for a layer that is not frozen.
const tiny: Readonly<Record<string, Row>> = {
  unetPlusPlus: { build: unetPlusPlus, options: { decoderChannels: levels } },
  manet: { build: manet, options: { decoderChannels: levels, decoderPabChannels: 8 } },
  linknet: { build: linknet, options: {} },
  fpn: { build: fpn, options: { decoderPyramidChannels: 16, decoderSegmentationChannels: 32, decoderDropout: 0 } },
  pspnet: { build: pspnet, options: { decoderChannels: 16, decoderDropout: 0 }, encoderDepth: 1 },
  deeplabV3: {
    build: deeplabV3,
    options: { decoderChannels: 16, decoderAtrousRates: [1, 2, 3], decoderAsppDropout: 0 },
    encoderDepth: 1,
  },
  deeplabV3Plus: { build: deeplabV3Plus, options: { decoderChannels: 16, decoderAsppDropout: 0 } },
  pan: { build: pan, options: { decoderChannels: 8 }, smallest: 64 },
  upernet: { build: upernet, options: { decoderChannels: 16 } },
  segformer: { build: segformer, options: { decoderSegmentationChannels: 16 } },
};

for (const [name, { build, options, encoderDepth = 3, smallest = 16 }] of Object.entries(tiny)) {
  const divisor = 2 ** encoderDepth;
  const odd = smallest + 3;
  const next = Math.ceil(odd / divisor) * divisor;
  describeModel(name, (common: ModelOptions) => build({ encoder: 'resnet18', encoderDepth, ...options, ...common }), {
    sizes: [
      [smallest, smallest],
      [smallest, smallest + divisor],
    ],
    refused: {
      size: [smallest, odd],
      message:
        `${name}: input ${odd}×${smallest} (width×height) is not divisible by ${divisor}. Pad to ${next}×${smallest} ` +
        "(augment.padToMultiple, or pad: 'auto' for padding inside the model).",
    },
    backends: testBackends.filter((backend) => backend !== 'cpu'), // minutes there, and its operations have tests of their own
  });
}

describe('decoders of smp', () => {
  beforeAll(() => switchBackend('wasm'));

  it.each<[string, () => layers.LayersModel, string]>([
    [
      'too few levels',
      () => fpn({ encoder: 'resnet18', encoderDepth: 2 }),
      'fpn: encoderDepth is 2. It must be a whole number from 3 to 5.',
    ],
    [
      'too few levels',
      () => unetPlusPlus({ encoder: 'resnet18', encoderDepth: 1 }),
      'unetPlusPlus: encoderDepth is 1. It must be a whole number from 2 to 5.',
    ],
    [
      'an output that is too small',
      () => fpn({ encoder: 'resnet18', upsampling: 2 }),
      'fpn: upsampling is 2, but what the decoder puts out is 4 times smaller than the picture. Set upsampling: 4, or leave it out',
    ],
    [
      'an output that is too large',
      () => fpn({ encoder: 'resnet18', encoderDepth: 4, upsampling: 4 }),
      'Set upsampling: 2, or leave it out',
    ],
    [
      'an output that is too small',
      () => pspnet({ encoder: 'resnet18', encoderDepth: 4, upsampling: 8 }),
      'Set upsampling: 16',
    ],
    [
      'an output that is too small',
      () => deeplabV3({ encoder: 'resnet18', encoderOutputStride: 16, upsampling: 8 }),
      'Set upsampling: 16',
    ],
    [
      'channels that are no groups',
      () => fpn({ encoder: 'resnet18', decoderSegmentationChannels: 48 }),
      'fpn: decoderSegmentationChannels is 48, but they are normalized in 32 groups. Use a multiple of 32, for instance 64.',
    ],
    [
      'a stride that cannot be',
      () => deeplabV3({ encoder: 'resnet18', encoderOutputStride: 32 as 16 }),
      'deeplabV3: encoderOutputStride is 32. Use one of 8, 16.',
    ],
    [
      'a stride that cannot be',
      () => pan({ encoder: 'resnet18', encoderOutputStride: 8 as 16 }),
      'pan: encoderOutputStride is 8. Use one of 16, 32.',
    ],
    [
      'rates that are not three',
      () => deeplabV3Plus({ encoder: 'resnet18', decoderAtrousRates: [6, 12] as unknown as [1, 2, 3] }),
      'deeplabV3Plus: decoderAtrousRates is [6,12]. Give three whole numbers, for instance [12, 24, 36].',
    ],
    [
      'options of others',
      () => linknet({ encoder: 'resnet18', decoderChannels: [1] } as EncoderModelOptions),
      'linknet: unknown option "decoderChannels"',
    ],
    [
      'merging that there is not',
      () => fpn({ encoder: 'resnet18', decoderMerge: 'cat' as 'add' }),
      'fpn: decoderMerge is "cat". Use one of "add", "concatenate".',
    ],
  ])('refuse %s', (_, build, message) => {
    expect(build).toThrow(OptionError);
    expect(build).toThrow(message);
  });

  it.each(Object.entries(tiny))('%s gives the size of the picture back one halving deeper', (_, { build, options }) => {
    const channels = 'decoderChannels' in options && Array.isArray(options.decoderChannels);
    const deeper = { encoder: 'resnet18', encoderDepth: 4, inputShape: [128, 192, 3], ...options } as const;
    const model = build({ ...deeper, ...(channels && { decoderChannels: [16, 16, 8, 8] }) } as EncoderModelOptions);
    expect(model.outputs[0].shape).toEqual([null, 128, 192, 1]);
    model.dispose();
  });

  it('have the divisor of their encoder', () => {
    const divisors = [
      unetPlusPlus({ encoder: 'resnet18' }),
      deeplabV3({ encoder: 'resnet18', decoderChannels: 8 }),
      deeplabV3Plus({ encoder: 'resnet18', decoderChannels: 8 }),
      pspnet({ encoder: 'resnet18', encoderDepth: 2, decoderChannels: 8 }),
    ].map((model) => {
      model.dispose();
      return getMetadata(model).divisor;
    });
    expect(divisors).toEqual([32, 8, 16, 4]);
  });

  it('say how small a picture may be, and pad smaller ones', async () => {
    const small = { encoder: 'resnet18', encoderDepth: 4, decoderChannels: 8 } as const;
    expect(() => pan({ ...small, inputShape: [64, 160, 3] })).toThrow(
      'pan: input 160×64 (width×height) is too small: the least is 128×128. Pad to 160×128',
    );
    const model = pan({ ...small, inputShape: [64, 161, 3], pad: 'auto' });
    expect(model.getLayer('pad').outputShape).toEqual([null, 128, 176, 3]);
    expect(model.outputs[0].shape).toEqual([null, 64, 161, 1]);
    expect(getMetadata(model)).toMatchObject({ divisor: 16, minimum: 128 });
    model.dispose();
    const refusing = pan(small);
    const picture = { data: new Uint8Array(40 * 30 * 3), width: 40, height: 30, channels: 3 };
    const { labels } = await segment(refusing, picture); // which pads what a model refuses
    expect([labels.width, labels.height]).toEqual([40, 30]);
    refusing.dispose();
  });
});
