import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../../src/core/options.js';

describe('option checks', () => {
  it('name the nearest known option', () => {
    expect(() => checkOptionNames('diceLoss', { smoth: 1 }, ['smooth', 'eps'])).toThrow(
      'diceLoss: unknown option "smoth". Did you mean "smooth"?',
    );
    expect(() => checkOptionNames('diceLoss', { colour: 1 }, ['smooth', 'eps'])).toThrow('Known options: smooth, eps.');
  });

  it('list what is allowed', () => {
    expect(() => checkOneOf('unet', 'norm', 'batchnorm', ['batch', 'none'])).toThrow(
      'unet: norm is "batchnorm". Use one of "batch", "none".',
    );
  });

  it('refuse numbers out of range and what is no number', () => {
    expect(() => checkNumber('unet', 'depth', 2.5, { min: 1, integer: true })).toThrow(
      'unet: depth is 2.5. It must be a whole number of at least 1.',
    );
    expect(() => checkNumber('unet', 'dropout', Number.NaN, { min: 0, max: 1 })).toThrow('a number from 0 to 1');
    expect(() => checkNumber('unet', 'dropout', '0.5')).toThrow(OptionError);
    expect(() => checkNumber('unet', 'dropout', 0.5, { min: 0, max: 1 })).not.toThrow();
  });
});
