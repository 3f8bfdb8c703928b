import { describe, expect, it } from 'vitest';
import { architectures } from '../../../src/models/architectures.js';
import type { EncoderModelOptions } from '../../../src/models/encoderDecoder.js';
import type { ModelMetadata } from '../../../src/models/metadata.js';
import { networkFromSmp, smpConfigOf } from '../../../src/weights/smp/smpConfig.js';

const resnet = { encoder: 'resnet18' };
const vit = { encoder: 'tu-vit_tiny_patch16_224.augreg_in21k' };

/** Options that are not the defaults, those that smp calls otherwise among them. */
const examples: Readonly<Record<string, readonly EncoderModelOptions[]>> = {
  unet: [
    resnet,
    {
      ...resnet,
      decoderNorm: 'none',
      decoderAttention: 'scse',
      decoderInterpolation: 'nearestExact',
    } as EncoderModelOptions,
  ],
  unetPlusPlus: [{ ...resnet, encoderDepth: 3, decoderNorm: 'instance' } as EncoderModelOptions],
  manet: [{ ...resnet, decoderPabChannels: 8, decoderInterpolation: 'bilinear' } as EncoderModelOptions],
  linknet: [{ ...resnet, encoderDepth: 4, decoderNorm: 'none' } as EncoderModelOptions],
  fpn: [resnet, { ...resnet, encoderDepth: 4, decoderMerge: 'concatenate', decoderDropout: 0 } as EncoderModelOptions],
  pspnet: [{ ...resnet, encoderDepth: 4, decoderChannels: 64 } as EncoderModelOptions],
  deeplabV3: [resnet, { ...resnet, encoderOutputStride: 16, decoderAsppSeparable: true } as EncoderModelOptions],
  deeplabV3Plus: [{ ...resnet, decoderAtrousRates: [1, 2, 3], decoderAsppSeparable: false } as EncoderModelOptions],
  pan: [{ ...resnet, encoderOutputStride: 32, decoderInterpolation: 'nearest' } as EncoderModelOptions],
  upernet: [{ ...resnet, decoderChannels: 32, decoderNorm: 'instance' } as EncoderModelOptions],
  segformer: [{ ...resnet, encoderDepth: 3, decoderSegmentationChannels: 32 } as EncoderModelOptions],
  dpt: [vit, { ...vit, decoderReadout: 'add', encoderOutputBlocks: [1, 3, 5, -1] } as EncoderModelOptions],
};

describe('the options of networks in smp’s words', () => {
  it.each(architectures.map((architecture) => [architecture.name, architecture] as const))(
    '%s: come back as they were, with the same parameters',
    (name, architecture) => {
      expect(examples[name]?.length).toBeGreaterThan(0);
      for (const options of examples[name]) {
        const size = { inputChannels: 3, classes: 1 };
        const defined = architecture.define(options, size);
        const config = smpConfigOf({
          architecture: name,
          network: defined.options,
          classes: 1,
          activation: 'linear',
          inputShape: [null, null, 3],
        } as unknown as ModelMetadata);
        expect(config._model_class).toBe(architecture.smpName);
        const back = networkFromSmp(JSON.parse(JSON.stringify(config)));
        const again = back.architecture.define(back.options, size);
        expect(again.options).toEqual(defined.options);
        expect(again.state).toEqual(defined.state);
      }
    },
  );

  it('are called what smp calls them', () => {
    const configOf = (name: string, network: object): Record<string, unknown> =>
      smpConfigOf({ architecture: name, network, classes: 1, activation: 'linear', inputShape: [1, 1, 3] } as never);
    expect(configOf('fpn', { decoderMerge: 'concatenate' }).decoder_merge_policy).toBe('cat');
    expect(configOf('dpt', { decoderReadout: 'concatenate', encoderOutputBlocks: 'even' })).toMatchObject({
      decoder_readout: 'cat',
      encoder_output_indices: null,
    });
    expect(
      configOf('unet', { decoderNorm: 'batch', decoderAttention: 'none', decoderInterpolation: 'nearestExact' }),
    ).toMatchObject({
      decoder_attention_type: null,
      decoder_interpolation: 'nearest-exact',
    });
  });

  it('are read as earlier versions of smp called them', () => {
    const optionsOf = (config: object): object =>
      networkFromSmp({ encoder_name: 'resnet18', ...config }).options as unknown as object;
    expect(optionsOf({ _model_class: 'Unet', decoder_use_batchnorm: false })).toMatchObject({ decoderNorm: 'none' });
    expect(optionsOf({ _model_class: 'PSPNet', psp_use_batchnorm: true })).toMatchObject({ decoderNorm: 'batch' });
    expect(optionsOf({ _model_class: 'PAN', upscale_mode: 'nearest' })).toMatchObject({
      decoderInterpolation: 'nearest',
    });
    expect(() => optionsOf({ _model_class: 'Unet', decoder_use_batchnorm: 'inplace' })).toThrow(
      'config.json asks for decoder_use_norm "inplace"',
    );
  });
});
