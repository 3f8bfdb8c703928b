import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/data/batch.js';
import { checkBatchFits, checkDataFits } from '../../src/models/checkData.js';
import type { ModelMetadata } from '../../src/models/metadata.js';

const model: ModelMetadata = {
  architecture: 'unet',
  task: 'multiclass',
  classes: 3,
  activation: 'linear',
  divisor: 8,
  preprocessing: { mean: 0.5 },
  inputShape: [null, 32, 3],
  pad: 'none',
};

const batch = (height: number, width: number, channels: number): Batch => ({
  ids: ['a'],
  x: { data: new Float32Array(height * width * channels), shape: [1, height, width, channels] },
});

describe('checkDataFits', () => {
  it('takes what agrees, however it is written, and what is not known', () => {
    expect(() => checkDataFits('fit', {}, model)).not.toThrow();
    const same = { task: 'multiclass', classes: 3, preprocessing: { mean: [0.5, 0.5, 0.5], std: 1 } } as const;
    expect(() => checkDataFits('fit', same, model)).not.toThrow();
  });

  it('refuses another task, number of classes or preprocessing', () => {
    expect(() => checkDataFits('fit', { task: 'binary' }, model)).toThrow('fit: the data is for task "binary"');
    expect(() => checkDataFits('fit', { classes: 4 }, model)).toThrow(
      'fit: the data has 4 classes, the model "unet" 3.',
    );
    expect(() => checkDataFits('fit', { preprocessing: {} }, model)).toThrow(
      'fit: the loader reads pictures with preprocessing {}, the model says {"mean":0.5}. Give both the same',
    );
  });
});

describe('checkBatchFits', () => {
  it('takes pictures that fit', () => {
    expect(() => checkBatchFits('fit', batch(40, 32, 3), model)).not.toThrow();
    expect(() => checkBatchFits('fit', batch(41, 32, 3), { ...model, pad: 'auto' })).not.toThrow();
  });

  it('refuses others in its own words', () => {
    expect(() => checkBatchFits('fit', batch(40, 32, 1), model)).toThrow(
      'fit: pictures have 1 channels, the model reads 3. Read them with { channels: 3 }.',
    );
    expect(() => checkBatchFits('fit', batch(40, 40, 3), model)).toThrow(
      'a batch of 40×40×3 pictures, the model reads 32×?',
    );
    expect(() => checkBatchFits('fit', batch(40, 32, 3), { ...model, minimum: 64 })).toThrow(
      "the model needs multiples of 8 of at least 64. Give the loader a size such as 64×64, or build the model with pad: 'auto'.",
    );
    expect(() => checkBatchFits('fit', batch(41, 32, 3), model)).toThrow(
      "the model needs multiples of 8. Give the loader a size such as 32×48, or build the model with pad: 'auto'.",
    );
  });
});
