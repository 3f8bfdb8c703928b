import { describe, expect, it } from 'vitest';
import { OptionError, WeightsError } from '../../../src/core/errors.js';
import type { ModelMetadata } from '../../../src/models/metadata.js';
import { networkFromSmp, smpConfigOf } from '../../../src/weights/smp/smpConfig.js';

const config = { _model_class: 'Unet', encoder_name: 'resnet18', encoder_depth: 2, decoder_channels: [16, 8] };

/** What is read of these entries of `config.json`. */
const read = (entries: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  networkFromSmp({ ...config, ...entries }).options as unknown as Readonly<Record<string, unknown>>;

/** What is written of a network with these options. */
function written(architecture: string, options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const metadata = { architecture, network: options, classes: 1, activation: 'linear', inputShape: [null, null, 3] };
  return smpConfigOf(metadata as unknown as ModelMetadata);
}

describe('decoder_use_norm', () => {
  // PyTorch: BatchNorm2d is affine, InstanceNorm2d is not, unless told; its momentum weighs what is new.
  it.each<[smp: unknown, ours: unknown, again: unknown]>([
    [true, 'batch', 'batchnorm'],
    ['BatchNorm', 'batch', 'batchnorm'],
    [{ type: 'batchnorm' }, 'batch', 'batchnorm'],
    [false, 'none', 'identity'],
    [{ type: 'identity', eps: 1 }, 'none', 'identity'],
    ['instancenorm', { type: 'instance', affine: false }, 'instancenorm'],
    [{ type: 'instancenorm', affine: true }, 'instance', { type: 'instancenorm', affine: true }],
    [
      { type: 'instancenorm', eps: 0.01 },
      { type: 'instance', epsilon: 0.01, affine: false },
      { type: 'instancenorm', eps: 0.01 },
    ],
    [
      { type: 'batchnorm', momentum: 0.01, eps: 0.001, affine: false },
      { type: 'batch', momentum: 0.99, epsilon: 0.001, affine: false },
      { type: 'batchnorm', momentum: 0.01, eps: 0.001, affine: false },
    ],
  ])('reads %j and writes it again', (smp, ours, again) => {
    expect(read({ decoder_use_norm: smp }).decoderNorm).toEqual(ours);
    expect(written('unet', { decoderNorm: ours }).decoder_use_norm).toEqual(again);
  });

  it.each([
    'layernorm',
    'inplace',
    { type: 'layernorm', eps: 0.01 },
    { type: 'batchnorm', track_running_stats: false }, // it would normalize by the batch, in prediction, too
    { type: 'batchnorm', momentum: null },
    { eps: 0.01 },
    3,
  ])('refuses %j', (smp) => {
    expect(() => read({ decoder_use_norm: smp })).toThrow(WeightsError);
    expect(() => read({ decoder_use_norm: smp })).toThrow(/asks for decoder_use_norm/);
  });

  it('does not write what smp has not', () => {
    expect(() => written('unet', { decoderNorm: 'group' })).toThrow(OptionError);
  });
});

describe('options of config.json', () => {
  it('are read under the names that they had once, which go before those that they have', () => {
    expect(read({ decoder_use_batchnorm: false, decoder_use_norm: 'batchnorm' }).decoderNorm).toBe('none');
    expect(read({ decoder_use_batchnorm: null, decoder_use_norm: 'identity' }).decoderNorm).toBe('none');
    const pspnet = { _model_class: 'PSPNet', decoder_channels: null, psp_use_batchnorm: false };
    expect(read(pspnet).decoderNorm).toBe('none');
    const pan = { _model_class: 'PAN', decoder_channels: 32, encoder_depth: 3, upscale_mode: 'nearest-exact' };
    expect(read(pan).decoderInterpolation).toBe('nearestExact');
  });

  it('are refused where they are unknown, but for nulls and what begins with a low line', () => {
    expect(read({ _comment: 'mine', drop_path_rate: null }).encoder).toBe('resnet18');
    expect(() => read({ drop_path_rate: 0.1 })).toThrow(/drop_path_rate 0.1, which segkit does not know of Unet/);
    expect(() => read({ decoder_dropout: 0.2 })).toThrow(WeightsError); // FPN's
    expect(() => read({ aux_params: { classes: 2, bias: false } })).toThrow(/aux_params\.bias false/);
    expect(() => read({ activation: 'argmax' })).toThrow(/activation "argmax"/);
  });

  it('say by a null that features are not dropped before the classification', () => {
    expect(read({ aux_params: { classes: 2, dropout: null } }).classificationHead).toMatchObject({ dropout: 0 });
    expect(read({ aux_params: { classes: 2 } }).classificationHead).toEqual({ classes: 2, activation: 'linear' });
  });

  it('name encoders of timm with or without the weights that they began with', () => {
    expect(read({ encoder_name: 'tu-resnet18.a1_in1k' }).encoder).toBe('tu-resnet18');
    expect(read({ encoder_name: 'tu-vit_tiny_patch16_224.augreg_in21k' }).encoder).toBe(
      'tu-vit_tiny_patch16_224.augreg_in21k',
    );
    expect(read({ encoder_name: 'tu-nothing.a1_in1k' }).encoder).toBe('tu-nothing.a1_in1k');
  });

  it('are written in the words of smp', () => {
    expect(written('fpn', { decoderMerge: 'concatenate' }).decoder_merge_policy).toBe('cat');
    expect(written('fpn', { decoderMerge: 'add' }).decoder_merge_policy).toBe('add');
    expect(written('unet', { decoderNorm: 'batch', decoderAttention: 'none' }).decoder_attention_type).toBeNull();
  });
});
