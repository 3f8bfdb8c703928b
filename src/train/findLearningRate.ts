import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptionError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import type { BatchSource } from '../data/batch.js';
import type { Loss } from '../losses/loss.js';
import { linePlot } from '../report/plot.js';
import type { Callback } from './events.js';
import { fit } from './fit.js';
import { adam } from './optimizers/adam.js';
import type { Optimizer } from './optimizers/optimizer.js';
import type { Schedule } from './schedules/schedule.js';
import { allVariables, takeSnapshot } from './weights.js';

/** Options of {@link findLearningRate}. */
export interface FindLearningRateOptions {
  /** The first rate tried; 1e-6 by default. */
  readonly from?: number;
  /** The last rate tried; 1 by default. */
  readonly to?: number;
  /** Steps from one to the other, at least 20; 100 by default. */
  readonly steps?: number;
  /** As of `fit`. */
  readonly loss?: Loss;
  /** Makes the optimizer with the rates that are tried; `adam` by default. */
  readonly optimizer?: (options: { readonly learningRate: Schedule }) => Optimizer;
  /** Ends the search; the model gets its weights back. */
  readonly signal?: AbortSignal;
}

/** What {@link findLearningRate} found. */
export interface LearningRateSearch {
  /** The rates that were tried, rising. */
  readonly rates: readonly number[];
  /** The loss of the step at each rate. */
  readonly losses: readonly number[];
  /** The same, smoothed. */
  readonly smoothed: readonly number[];
  /** The rate at which the smoothed loss falls fastest: a good highest rate for a schedule. */
  readonly suggestion: number;
  /** Loss over rate, as an SVG. */
  readonly plot: string;
}

/**
 * Looks for a learning rate: trains for some steps while the rate rises exponentially, until the loss explodes, and
 * suggests the rate at which it fell fastest. The model ends with the weights that it had.
 *
 * The search ends when an exponential average of the loss (0.9 of the old one) exceeds four times its lowest value.
 * Then losses are smoothed by a Gaussian over the exponents of the rates, which does not lag behind. The suggestion is
 * where `d loss / d ln(rate)` is lowest, but at most a tenth of the rate with the lowest loss, where training is about to
 * fall apart.
 *
 * @throws OptionError if the loss never fell, and for options out of range.
 * @see Smith, Cyclical learning rates for training neural networks, 2017
 * @example
 * ```ts
 * import { arrayDataset, findLearningRate, loader, unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const image = { data: new Uint8Array(256).fill(90).fill(200, 64, 160), width: 16, height: 16, channels: 1 };
 * const mask = { data: new Uint8Array(256).fill(1, 64, 160), width: 16, height: 16 };
 * const data = arrayDataset(['a', 'b'].map((id) => ({ id, image, mask, meta: {} })));
 * const model = unet({ inputShape: [16, 16, 1], depth: 1, filters: 4, seed: 1 });
 * const { suggestion, plot } = await findLearningRate(model, loader(data, { batchSize: 2 }), { steps: 40 });
 * console.log(suggestion.toExponential(0), plot.length);
 * ```
 */
export async function findLearningRate(
  model: LayersModel,
  train: BatchSource,
  options: FindLearningRateOptions = {},
): Promise<LearningRateSearch> {
  checkOptionNames('findLearningRate', options, ['from', 'to', 'steps', 'loss', 'optimizer', 'signal']);
  const { from = 1e-6, to = 1, steps = 100, loss, optimizer: makeOptimizer = adam, signal } = options;
  checkNumber('findLearningRate', 'from', from, { min: Number.MIN_VALUE });
  checkNumber('findLearningRate', 'to', to, { min: from * 2 });
  checkNumber('findLearningRate', 'steps', steps, { min: 20, integer: true });
  const rates: number[] = [];
  const losses: number[] = [];
  const averages: number[] = [];
  const watch: Callback = (event, { stop }) => {
    if (event.type === 'stepSkipped') stop();
    if (event.type !== 'step') return;
    rates.push(event.learningRate);
    losses.push(event.loss);
    averages.push(average(losses));
    if (averages[averages.length - 1] > 4 * Math.min(...averages)) stop();
  };
  const optimizer = makeOptimizer({ learningRate: (step) => from * (to / from) ** (step / (steps - 1)) });
  const weights = takeSnapshot(allVariables(model));
  try {
    await fit(model, train, {
      steps,
      optimizer,
      keepBest: 'last',
      onNonFinite: 'skip',
      callbacks: [watch],
      ...(loss && { loss }),
      ...(signal && { signal }),
    });
  } finally {
    weights.restore();
    weights.dispose();
    optimizer.dispose();
  }
  const smoothed = smooth(losses, steps / 25);
  const suggestion = steepest(rates, smoothed);
  return { rates, losses, smoothed, suggestion, plot: drawSearch(rates, losses, smoothed, suggestion) };
}

/** The exponential average of all losses so far, corrected for its start. */
function average(losses: readonly number[]): number {
  const sum = losses.reduce((mean, loss) => 0.9 * mean + 0.1 * loss, 0);
  return sum / (1 - 0.9 ** losses.length);
}

/** Means over all losses, each weighed by its distance in steps. */
function smooth(losses: readonly number[], sigma: number): number[] {
  return losses.map((_, center) => {
    const weights = losses.map((_, i) => Math.exp(-(((i - center) / sigma) ** 2) / 2));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return losses.reduce((total, loss, i) => total + loss * weights[i], 0) / sum;
  });
}

/** The rate at which the loss falls fastest, before its lowest point. */
function steepest(rates: readonly number[], losses: readonly number[]): number {
  const least = Math.min(...losses);
  const lowest = losses.indexOf(least);
  let best = { slope: 0, rate: Number.NaN };
  for (let i = 1; i < lowest; i++) {
    const slope = (losses[i + 1] - losses[i - 1]) / Math.log(rates[i + 1] / rates[i - 1]);
    if (slope < best.slope) best = { slope, rate: rates[i] };
  }
  // Less than a hundredth is chance and rounding.
  if (best.slope < 0 && least < 0.99 * losses[0]) return Math.min(best.rate, rates[lowest] / 10);
  throw new OptionError(
    `findLearningRate: the loss never fell between the rates ${rates[0]} and ${rates[rates.length - 1]}. Start lower, take more steps, or look at the data.`,
    { option: 'from', value: rates[0] },
  );
}

function drawSearch(
  rates: readonly number[],
  losses: readonly number[],
  smoothed: readonly number[],
  suggestion: number,
): string {
  const points = (values: readonly number[]): { x: number; y: number }[] => rates.map((x, i) => ({ x, y: values[i] }));
  const highest = Math.max(...smoothed);
  return linePlot({
    title: 'Loss over learning rate',
    xLabel: 'Learning rate',
    yLabel: 'Loss',
    xScale: 'log',
    yRange: ['auto', Math.min(highest, 2 * smoothed[0])],
    series: [
      { name: 'smoothed', values: points(smoothed) },
      { name: 'each step', values: points(losses), dashed: true },
    ],
    mark: { x: suggestion, label: `fastest at ${suggestion.toExponential(1)}` },
  });
}
