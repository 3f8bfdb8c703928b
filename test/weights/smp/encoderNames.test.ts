import { describe, expect, it } from 'vitest';
import { rootScope } from '../../../src/layers/scope.js';
import { defineEncoder } from '../../../src/models/encoders/registry.js';
import { encoderNames } from '../../../src/weights/smp/encoderNames.js';

/** Under which names these of a file are looked for in this encoder. */
function named(encoder: string, names: readonly string[]): string[] {
  const scope = rootScope({ path: 'encoder' });
  defineEncoder('test', encoder, scope, { inputChannels: 3, depth: 5, outputStride: 32 });
  const found = [...encoderNames(new Map(names.map((name) => [name, name])), scope.state)];
  const keys = new Set(scope.state.map(({ key }) => key));
  expect(found.filter(([key]) => !keys.has(key))).toEqual([]);
  return found.map(([key]) => key);
}

describe('encoderNames', () => {
  it.each<[encoder: string, file: string, key: string]>([
    ['resnet18', 'layer1.0.conv1.weight', 'encoder.layer1.0.conv1.weight'],
    ['tu-resnet18', 'layer1.0.conv1.weight', 'encoder.model.layer1.0.conv1.weight'],
    ['tu-resnet18', 'model.layer1.0.conv1.weight', 'encoder.model.layer1.0.conv1.weight'], // smp's encoder alone
    ['vgg11', 'features.0.weight', 'encoder.features.0.weight'],
    ['tu-vgg11', 'features.0.weight', 'encoder.model.features_0.weight'],
    [
      'densenet121',
      'features.denseblock1.denselayer1.norm.1.running_mean', // as torchvision's files of 2017
      'encoder.features.denseblock1.denselayer1.norm1.running_mean',
    ],
    [
      'tu-densenet121',
      'features.denseblock1.denselayer1.conv2.weight',
      'encoder.model.features_denseblock1.denselayer1.conv2.weight',
    ],
    ['mobilenet_v2', 'features.18.0.weight', 'encoder.features.18.0.weight'],
    ['efficientnet-b0', '_conv_head.weight', 'encoder._conv_head.weight'],
    ['timm-efficientnet-b0', 'conv_head.weight', 'encoder.conv_head.weight'],
    ['mit_b0', 'patch_embed1.proj.weight', 'encoder.patch_embed1.proj.weight'],
  ])('finds what %s needs: %s', (encoder, file, key) => {
    expect(named(encoder, [file])).toEqual([key]);
  });

  it.each<[encoder: string, file: string]>([
    ['resnet18', 'fc.weight'],
    ['se_resnet50', 'last_linear.bias'],
    ['inceptionresnetv2', 'classif.weight'], // timm's name
    ['vgg11', 'classifier.6.weight'],
    ['tu-vgg11', 'pre_logits.fc1.weight'],
    ['tu-vgg11', 'head.fc.weight'],
    ['mobilenet_v2', 'classifier.1.weight'],
    ['efficientnet-b0', '_fc.weight'],
    ['tu-efficientnet_b0', 'conv_head.weight'], // timm leaves them out where it gives features
    ['tu-efficientnet_b0', 'bn2.running_mean'],
    ['mit_b0', 'head.weight'],
    ['mobileone_s0', 'linear.weight'],
  ])('passes over what %s does not need: %s', (encoder, file) => {
    expect(named(encoder, [file])).toEqual([]);
  });

  it('takes the encoder out of a whole model', () => {
    expect(named('resnet18', ['encoder.bn1.weight', 'decoder.blocks.0.conv1.0.weight'])).toEqual([
      'encoder.bn1.weight',
    ]);
  });
});
