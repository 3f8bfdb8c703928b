import { encoderPreprocessing, imagenetPreprocessing, listEncoders, OptionError } from 'segkit';
import { expect, it } from 'vitest';

const centered = { mean: 0.5, std: 0.5 };

it.each([
  ['resnet34', imagenetPreprocessing],
  ['vgg16_bn', imagenetPreprocessing],
  ['mit_b0', imagenetPreprocessing],
  ['timm-efficientnet-b0', imagenetPreprocessing],
  ['xception', centered],
  ['inceptionv4', centered],
  ['inceptionresnetv2', centered],
  ['tu-resnet34.a1_in1k', imagenetPreprocessing],
  ['tu-tf_efficientnet_lite0', centered],
  ['tu-tf_efficientnet_b0.ap_in1k', centered],
  ['tu-vit_tiny_patch16_224', centered],
])('knows what the weights of %s expect', (encoder, expected) => {
  expect(encoderPreprocessing(encoder)).toEqual(expected);
});

it('takes the name of a training, of which AdvProp expects −1 … 1', () => {
  expect(encoderPreprocessing('efficientnet-b3', { weights: 'advprop' })).toEqual(centered);
  expect(encoderPreprocessing('timm-efficientnet-b3', { weights: 'noisy-student' })).toEqual(imagenetPreprocessing);
});

it('has an answer for every encoder, with a deviation above 0', () => {
  for (const encoder of listEncoders()) {
    const { mean = 0, std = 0 } = encoderPreprocessing(encoder);
    for (const value of [mean, std].flat()) expect(value, encoder).toBeGreaterThan(0);
  }
});

it('refuses what is not known', () => {
  expect(() => encoderPreprocessing('resnet19')).toThrow('encoder is "resnet19". Did you mean "resnet18"');
  expect(() => encoderPreprocessing('resnet18', { weights: 'coco' as 'ssl' })).toThrow(OptionError);
  expect(() => encoderPreprocessing('resnet18', { weight: 'ssl' } as object)).toThrow('weight');
});
