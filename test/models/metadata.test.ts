import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { SegkitError } from '../../src/core/errors.js';
import { imagenetPreprocessing } from '../../src/core/preprocessing.js';
import { getMetadata, setMetadata } from '../../src/models/metadata.js';
import { unet } from '../../src/models/unet.js';
import { describeEachBackend } from '../helpers/backends.js';

describeEachBackend('metadata', () => {
  it('says how to feed a model and how to read it', () => {
    const model = unet({
      inputShape: [null, 64, 3],
      depth: 3,
      filters: 2,
      task: 'multiclass',
      labels: ['ground', 'road'],
      activation: 'softmax',
      preprocessing: imagenetPreprocessing,
      pad: 'auto',
      name: 'roads',
    });
    expect(model.name).toBe('roads');
    expect(getMetadata(model)).toEqual({
      architecture: 'unet',
      task: 'multiclass',
      classes: 2,
      labels: ['ground', 'road'],
      activation: 'softmax',
      divisor: 8,
      preprocessing: imagenetPreprocessing,
      inputShape: [null, 64, 3],
      pad: 'auto',
    });
    model.dispose();
  });

  it('can be set, without harm to what else a model carries', () => {
    const input = layers.input({ shape: [4, 4, 1] });
    const model = layers.model({ inputs: input, outputs: layers.layers.reLU().apply(input) as layers.SymbolicTensor });
    expect(() => getMetadata(model)).toThrow(SegkitError);
    expect(() => getMetadata(model)).toThrow(
      `getMetadata: model "${model.name}" carries no segkit metadata. Add it with setMetadata(model, { task, classes, … }).`,
    );
    model.setUserDefinedMetadata({ author: 'me' });
    const metadata = {
      architecture: 'mine',
      task: 'binary',
      classes: 1,
      labels: undefined,
      activation: 'linear',
      divisor: 1,
      preprocessing: {},
      inputShape: [4, 4, 1],
      pad: 'none',
    } as const;
    setMetadata(model, metadata);
    const { labels: _, ...kept } = metadata;
    expect(getMetadata(model)).toEqual(kept);
    expect(model.getUserDefinedMetadata()).toEqual({ author: 'me', segkit: kept });
    expect(getMetadata(model).inputShape).not.toBe(metadata.inputShape);
  });
});
