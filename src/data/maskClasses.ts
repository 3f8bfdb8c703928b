import type { LabelMap } from '../raster/labelMap.js';
import { countValues } from './countValues.js';
import { type MaskSource, unknownValues } from './unknownValues.js';

/** What the values of a mask may be, and what they mean. */
export interface MaskClasses {
  readonly task: 'binary' | 'multiclass';
  readonly classes: number;
  readonly ignoreIndex?: number;
  /** The class of each stored value. Left out, values are classes. */
  readonly values?: Readonly<Record<number, number>>;
}

/**
 * Makes classes of what a mask stores, and refuses values that are no class. Values that are classes already stay in
 * the array that holds them.
 *
 * Binary masks may hold 0 and 1, or 0 and `source.white`, the greatest value of their format.
 *
 * @throws DataError with the value, how many pixels have it, and the cure.
 */
export function maskClasses(labels: LabelMap, rule: MaskClasses, source: MaskSource = {}): LabelMap {
  const { white = 255 } = source;
  const counts = countValues(labels.data);
  const { ignoreIndex, values } = rule;
  if (values) {
    const isKnown = (value: number): boolean => Object.hasOwn(values, value) || value === ignoreIndex;
    if (![...counts.keys()].every(isKnown)) throw unknownValues(counts, isKnown, rule, source);
    return relabel(labels, counts, (value) => values[value] ?? value);
  }
  const limit = rule.task === 'binary' ? 2 : rule.classes;
  const isClass = (value: number): boolean => (value >= 0 && value < limit) || value === ignoreIndex;
  const isBlackOrWhite = (value: number): boolean => value === 0 || value === white || value === ignoreIndex;
  const all = [...counts.keys()];
  if (all.every(isClass)) return labels;
  if (rule.task === 'binary' && all.every(isBlackOrWhite)) {
    return relabel(labels, counts, (value) => (value === ignoreIndex ? value : value === white ? 1 : 0));
  }
  const isKnown = (value: number): boolean => isClass(value) || (rule.task === 'binary' && value === white);
  throw unknownValues(counts, isKnown, rule, source);
}

/** Grey levels from a threshold on are foreground. */
export function thresholdLabels({ data, width, height }: LabelMap, threshold: number): LabelMap {
  const output = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) output[i] = data[i] >= threshold ? 1 : 0;
  return { data: output, width, height };
}

/** The labels with every value that there is changed; `Uint8Array` where the new ones fit. */
function relabel(
  { data, width, height }: LabelMap,
  counts: ReadonlyMap<number, number>,
  change: (value: number) => number,
): LabelMap {
  const changed = new Map([...counts.keys()].map((value) => [value, change(value)]));
  const fits = [...changed.values()].every((value) => value >= 0 && value <= 255);
  const output = fits ? new Uint8Array(data.length) : new Int32Array(data.length);
  if (data instanceof Int32Array) {
    for (let i = 0; i < data.length; i++) output[i] = changed.get(data[i]) as number;
    return { data: output, width, height };
  }
  const table = new Int32Array(data instanceof Uint16Array ? 65536 : 256);
  for (const [value, label] of changed) table[value] = label;
  for (let i = 0; i < data.length; i++) output[i] = table[data[i]];
  return { data: output, width, height };
}
