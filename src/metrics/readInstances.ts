import { DataError, ShapeError } from '../core/errors.js';
import { describeShape } from '../core/shapes.js';
import type { InstanceSettings } from './instanceMetrics.js';
import { type InstanceMatches, matchInstances } from './matchInstances.js';
import { type MetricData, type MetricInput, type Pixels, toPixels } from './metricInput.js';

const where = 'instanceMetrics';

/** What an update of {@link InstanceMetrics} may need beside the instances. */
export interface InstanceDetails {
  /** For metrics with labels: the class of each pixel, `[N,H,W]`, 1 for the first label, 0 where there is no instance. */
  readonly classes?: { readonly yTrue: MetricInput; readonly yPred: MetricInput };
  /** For ranked metrics: for each image, how sure each predicted instance is, by its id. */
  readonly scores?: readonly ReadonlyMap<number, number>[];
}

/** Maps of truth, prediction and, for metrics with labels, the classes of both, and the scores of their images. */
export interface InstanceBatch {
  readonly maps: readonly Pixels[];
  readonly scores?: readonly ReadonlyMap<number, number>[];
}

/** Checks what an update was given, and splits it into batches. */
export function readInstances(
  yTrue: MetricInput,
  yPred: MetricInput,
  { classes, scores }: InstanceDetails,
  { hasClasses, ranked }: InstanceSettings,
): InstanceBatch[] {
  if (hasClasses !== (classes !== undefined)) {
    throw new DataError(
      hasClasses
        ? `${where}: it has labels, but update got no classes. Give it { classes: { yTrue, yPred } }.`
        : `${where}: update got classes, but there are no labels to name them. Give instanceMetrics labels.`,
    );
  }
  if (ranked !== (scores !== undefined)) {
    throw new DataError(
      ranked
        ? `${where}: it is ranked, but update got no scores. Give it { scores: [new Map([[id, score], …]), …] }.`
        : `${where}: update got scores, but it is not ranked. Give instanceMetrics ranked: true.`,
    );
  }
  const inputs: [string, MetricInput][] = [
    ['yTrue', yTrue],
    ['yPred', yPred],
  ];
  if (classes) inputs.push(['classes.yTrue', classes.yTrue], ['classes.yPred', classes.yPred]);
  const maps = inputs.map(([role, input]) => toPixels(where, role, input));
  for (const [role, list] of maps.map((list, i) => [inputs[i][0], list] as const)) {
    if (list.length !== maps[0].length) {
      throw new ShapeError(`${where}: ${role} lists ${list.length} pictures, yTrue ${maps[0].length}. Give as many.`);
    }
    for (const [i, map] of list.entries()) checkMap(role, map, maps[0][i]);
  }
  return splitScores(
    maps[0].map((_, i) => maps.map((list) => list[i])),
    scores,
  );
}

function splitScores(batches: readonly Pixels[][], scores: InstanceDetails['scores']): InstanceBatch[] {
  if (!scores) return batches.map((maps) => ({ maps }));
  let images = 0;
  const split = batches.map((maps) => {
    const first = images;
    images += maps[0].shape[0];
    return { maps, scores: scores.slice(first, images) };
  });
  if (scores.length === images) return split;
  throw new DataError(`${where}: scores are given for ${scores.length} of ${images} pictures. Give each a map.`);
}

function checkMap(role: string, map: Pixels, truth: Pixels): void {
  if (map.shape.length === 3 && map.isLabels && map.shape.join() === truth.shape.join()) return;
  const kind = map.isLabels ? '' : 'floats ';
  const wanted = truth.shape.length === 3 ? describeShape(truth.shape) : '[N,H,W]';
  throw new ShapeError(
    `${where}: ${role} is ${kind}${describeShape(map.shape)}. Give a whole-number map ${wanted} of ids.`,
    {
      expected: truth.shape,
      actual: map.shape,
    },
  );
}

/** The matches of each image and class, at once where the maps are in main memory. */
export function matchBatch(
  { maps, scores }: InstanceBatch,
  settings: InstanceSettings,
): InstanceMatches[][] | Promise<InstanceMatches[][]> {
  const data = maps.map((map) => map.read());
  const match = (arrays: MetricData[]) => matchArrays(arrays, maps[0].shape, scores, settings);
  return data.some((one) => one instanceof Promise) ? Promise.all(data).then(match) : match(data as MetricData[]);
}

function matchArrays(
  [truth, prediction, truthClasses, predictionClasses]: readonly MetricData[],
  [images, height, width]: readonly number[],
  scores: InstanceBatch['scores'],
  { labels, hasClasses, ignoreIndex }: InstanceSettings,
): InstanceMatches[][] {
  const size = height * width;
  return Array.from({ length: images }, (_, image) => {
    const from = image * size;
    const options = { ignoreIndex, ...(scores && { scores: scores[image] }) };
    const cut = (ids: MetricData) => ids.subarray(from, from + size) as Int32Array;
    const match = (a: Int32Array, b: Int32Array): InstanceMatches =>
      matchInstances({ data: a, width, height }, { data: b, width, height }, options);
    if (!hasClasses) return [match(cut(truth), cut(prediction))];
    checkClasses('classes.yTrue', cut(truthClasses), labels.length);
    checkClasses('classes.yPred', cut(predictionClasses), labels.length);
    return labels.map((_, c) =>
      match(
        ofClass(cut(truth), cut(truthClasses), c + 1, ignoreIndex),
        ofClass(cut(prediction), cut(predictionClasses), c + 1, undefined),
      ),
    );
  });
}

/** The instances of one class; ignored pixels stay ignored in every class. */
function ofClass(ids: Int32Array, classes: Int32Array, label: number, ignoreIndex: number | undefined): Int32Array {
  return Int32Array.from(ids, (id, i) => (classes[i] === label || id === ignoreIndex ? id : 0));
}

function checkClasses(role: string, classes: Int32Array, count: number): void {
  const wrong = classes.find((label) => label < 0 || label > count);
  if (wrong === undefined) return;
  throw new DataError(
    `${where}: ${role} holds the class ${wrong}, but there are ${count} labels, 1 … ${count}, and 0 for no instance. Add labels.`,
  );
}
