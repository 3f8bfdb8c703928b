import { expect, it } from 'vitest';
import { closestNames } from '../../src/core/closestNames.js';

it('finds names by the letters that they differ in', () => {
  const names = ['resnet18', 'resnet34', 'vgg16', 'mit_b0'];
  expect(closestNames('ResNet35', names, 2)).toEqual(['resnet34', 'resnet18']);
  expect(closestNames('mitb0', names, 1)).toEqual(['mit_b0']);
  expect(closestNames('', names, 9)).toEqual(['vgg16', 'mit_b0', 'resnet18', 'resnet34']);
});
