import { DataError, ShapeError } from '../core/errors.js';
import { checkOptionNames } from '../core/options.js';
import { describeShape } from '../core/shapes.js';
import type { LabelMap } from '../raster/labelMap.js';

/** Options of {@link matchInstances}. */
export interface MatchInstancesOptions {
  /** An id in `yTrue` whose pixels do not count, whatever is predicted there. */
  readonly ignoreIndex?: number;
  /** How sure each predicted instance is, by its id; needed for `rankedAveragePrecision`. */
  readonly scores?: ReadonlyMap<number, number>;
}

/** A predicted instance, and the true one that it overlaps by more than half of their union, if there is one. */
export interface PredictedInstance {
  readonly id: number;
  /** The id of its match. */
  readonly match?: number;
  /** The intersection over union with its match; 0 without one. */
  readonly iou: number;
  readonly score?: number;
}

/** The instances of one image. */
export interface InstanceMatches {
  /** The number of true instances. */
  readonly truths: number;
  /** The predicted instances by their ids. */
  readonly predictions: readonly PredictedInstance[];
}

/**
 * Pairs predicted instances with true ones: those whose intersection is more than half of their union.
 *
 * Above one half a match is unique, so that no assignment has to be solved; hence thresholds begin at 0.5 everywhere.
 * 0 is background, other ids may be any whole numbers, with holes. An instance need not be connected. Takes time linear
 * in the number of pixels. (Kirillov et al., "Panoptic Segmentation", 2019.)
 *
 * @throws ShapeError if the sizes differ; DataError if a predicted instance has no score where scores are given.
 *
 * @example
 * ```ts
 * import { matchInstances } from 'segkit';
 *
 * const yTrue = { data: Uint8Array.from([1, 1, 1, 0, 2]), width: 5, height: 1 };
 * const yPred = { data: Uint8Array.from([7, 7, 0, 0, 9]), width: 5, height: 1 };
 * console.log(matchInstances(yTrue, yPred).predictions); // 7 matches 1 with IoU 0.666…, 9 matches 2 with 1
 * ```
 */
export function matchInstances(yTrue: LabelMap, yPred: LabelMap, options: MatchInstancesOptions = {}): InstanceMatches {
  checkOptionNames('matchInstances', options, ['ignoreIndex', 'scores']);
  const { ignoreIndex, scores } = options;
  if (yTrue.width !== yPred.width || yTrue.height !== yPred.height) {
    const [expected, actual] = [yTrue, yPred].map(({ height, width }) => [height, width]);
    throw new ShapeError(
      `matchInstances: yPred is ${describeShape(actual)} where yTrue is ${describeShape(expected)} (rows × columns). ` +
        'Give maps of one size.',
      { expected, actual },
    );
  }
  const { truthAreas, predictionAreas, overlaps } = measureOverlaps(yTrue, yPred, ignoreIndex);
  const predictions = [...predictionAreas.keys()]
    .sort((a, b) => a - b)
    .map((id): PredictedInstance => {
      const score = scores && { score: scoreOf(scores, id) };
      for (const [match, overlap] of overlaps.get(id) ?? []) {
        const union = predictionAreas.get(id)! + truthAreas.get(match)! - overlap;
        if (2 * overlap > union) return { id, match, iou: overlap / union, ...score };
      }
      return { id, iou: 0, ...score };
    });
  return { truths: truthAreas.size, predictions };
}

function scoreOf(scores: ReadonlyMap<number, number>, id: number): number {
  const score = scores.get(id);
  if (score !== undefined && !Number.isNaN(score)) return score;
  throw new DataError(`matchInstances: the predicted instance ${id} has the score ${score}. Give every instance one.`);
}

/** Areas by id, and shared areas by predicted id, then true id. Neighbours are mostly alike, so runs are counted. */
function measureOverlaps(
  { data: truth }: LabelMap,
  { data: prediction }: LabelMap,
  ignoreIndex: number | undefined,
): {
  truthAreas: Map<number, number>;
  predictionAreas: Map<number, number>;
  overlaps: Map<number, Map<number, number>>;
} {
  const truthAreas = new Map<number, number>();
  const predictionAreas = new Map<number, number>();
  const overlaps = new Map<number, Map<number, number>>();
  for (let start = 0, end = 0; start < truth.length; start = end) {
    const trueId = truth[start];
    const id = prediction[start];
    for (end = start + 1; end < truth.length && truth[end] === trueId && prediction[end] === id; ) end++;
    if (trueId === ignoreIndex) continue;
    if (trueId !== 0) addTo(truthAreas, trueId, end - start);
    if (id !== 0) addTo(predictionAreas, id, end - start);
    if (trueId === 0 || id === 0) continue;
    const row = overlaps.get(id) ?? new Map<number, number>();
    addTo(row, trueId, end - start);
    overlaps.set(id, row);
  }
  return { truthAreas, predictionAreas, overlaps };
}

function addTo(areas: Map<number, number>, id: number, area: number): void {
  areas.set(id, (areas.get(id) ?? 0) + area);
}
