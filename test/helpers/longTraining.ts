import type { LayersModel } from '@tensorflow/tfjs-layers';
import * as augment from '../../src/augment/index.js';
import { random } from '../../src/core/random.js';
import { arrayDataset } from '../../src/data/dataset.js';
import { type Loader, loader } from '../../src/data/loader.js';
import { type UnetOptions, unet } from '../../src/models/index.js';
import { earlyStopping } from '../../src/train/callbacks/earlyStopping.js';
import { reduceLearningRate } from '../../src/train/callbacks/reduceLearningRate.js';
import { fit } from '../../src/train/fit.js';
import type { FitOptions } from '../../src/train/fitOptions.js';
import type { TrainingHistory } from '../../src/train/history.js';
import { adam } from '../../src/train/optimizers/index.js';
import { cosineSchedule, linearWarmup } from '../../src/train/schedules/index.js';

const size = 16;

/** Pictures of bright discs. */
function discs(count: number, seed: string): ReturnType<typeof arrayDataset> {
  return arrayDataset(
    Array.from({ length: count }, (_, n) => {
      const draw = random(seed, n);
      const [cx, cy, radius] = [draw.uniform(4, 12), draw.uniform(4, 12), draw.uniform(2, 5)];
      const inside = Array.from({ length: size * size }, (_, i) => {
        return Math.hypot((i % size) - cx, Math.floor(i / size) - cy) < radius;
      });
      const pixels = Uint8Array.from(inside, (disc) => Math.min(255, Math.max(0, draw.normal(disc ? 160 : 90, 20))));
      const mask = { data: Uint8Array.from(inside, Number), width: size, height: size };
      return { id: `${seed} ${n}`, image: { data: pixels, width: size, height: size, channels: 1 }, mask, meta: {} };
    }),
  );
}

/** The model of {@link longTraining}. */
export const discNet = (options: UnetOptions = {}): LayersModel =>
  unet({ inputShape: [size, size, 1], depth: 2, filters: 4, dropout: 0.2, seed: 3, ...options });

/** Eleven pictures, shuffled and augmented, three a batch: four batches, the last of two. */
export const discLoader = (): Loader =>
  loader(discs(11, 'train'), {
    batchSize: 3,
    shuffle: true,
    seed: 5,
    augment: augment.compose([augment.horizontalFlip(), augment.brightnessContrast()]),
  });

/**
 * A training with all that a resumed one could get wrong: shuffling, augmentation, dropout, batch norm, Adam, a schedule with
 * warm-up, a rate that falls on plateaus, averaged weights, early stopping, accumulated steps.
 */
export function longTraining(
  model: LayersModel,
  { callbacks = [], patience = 3, ...options }: FitOptions & { readonly patience?: number } = {},
): Promise<TrainingHistory> {
  const schedule = linearWarmup(cosineSchedule({ learningRate: 0.02, steps: 100 }), { steps: 5 });
  return fit(model, discLoader(), {
    epochs: 5,
    validation: loader(discs(4, 'validation'), { batchSize: 4 }),
    optimizer: adam({ learningRate: schedule, weightDecay: 1e-4 }),
    accumulate: 2,
    ema: 0.8,
    clipNorm: 1,
    callbacks: [
      ...callbacks,
      reduceLearningRate({ monitor: 'loss', mode: 'min', factor: 0.3, patience: 1, semantics: 'keras' }),
      earlyStopping({ monitor: 'dice', mode: 'max', patience, restoreBest: true }),
    ],
    ...options,
  });
}
