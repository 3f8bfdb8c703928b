import type { DataError } from '../core/errors.js';
import type { LabelData, LabelMap } from '../raster/labelMap.js';
import { mapBytes } from '../raster/mapBytes.js';
import { noColor } from '../raster/storedToRaster.js';
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
  const { white = 255, levels } = source;
  const stored = source.values ?? valuesOf(labels.data);
  if (levels) checkLevels(labels, stored, levels);
  const levelOf = (value: number): number => (levels ? levels[value] : value);
  const all = stored.map(levelOf);
  const change = (classOf: (level: number) => number): LabelMap =>
    relabel(labels, new Map(stored.map((value) => [value, classOf(levelOf(value))])), source.isOwn ?? false);
  const refuse = (isKnown: (value: number) => boolean): DataError =>
    unknownValues(countLevels(labels.data, levelOf), isKnown, rule, source);
  const { ignoreIndex, values } = rule;
  if (values) {
    const isKnown = (value: number): boolean => Object.hasOwn(values, value) || value === ignoreIndex;
    if (!all.every(isKnown)) throw refuse(isKnown);
    return change((value) => values[value] ?? value);
  }
  const limit = rule.task === 'binary' ? 2 : rule.classes;
  const isClass = (value: number): boolean => (value >= 0 && value < limit) || value === ignoreIndex;
  const isBlackOrWhite = (value: number): boolean => value === 0 || value === white || value === ignoreIndex;
  if (all.every(isClass)) return change((value) => value);
  if (rule.task === 'binary' && all.every(isBlackOrWhite)) {
    return change((value) => (value === ignoreIndex ? value : value === white ? 1 : 0));
  }
  throw refuse((value) => isClass(value) || (rule.task === 'binary' && value === white));
}

const valuesOf = (data: LabelData): number[] => [...countValues(data).keys()];

function checkLevels({ data, width }: LabelMap, stored: readonly number[], levels: Uint8Array): void {
  const beyond = stored.find((value) => value >= levels.length);
  if (beyond !== undefined) throw noColor(beyond, levels.length, data.indexOf(beyond), width);
}

/** How many pixels have each level, which several stored values may stand for. */
function countLevels(data: LabelData, levelOf: (value: number) => number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [value, count] of countValues(data)) counts.set(levelOf(value), (counts.get(levelOf(value)) ?? 0) + count);
  return counts;
}

/** Grey levels from a threshold on are foreground. */
export function thresholdLabels({ data, width, height }: LabelMap, threshold: number): LabelMap {
  const output = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) output[i] = data[i] >= threshold ? 1 : 0;
  return { data: output, width, height };
}

/** The labels with every value that there is changed; `Uint8Array` where the new ones fit. The same where none changes. */
function relabel(labels: LabelMap, changed: ReadonlyMap<number, number>, isOwn: boolean): LabelMap {
  const { data, width, height } = labels;
  if ([...changed].every(([value, label]) => value === label)) return labels;
  const fits = [...changed.values()].every((value) => value >= 0 && value <= 255);
  if (data instanceof Int32Array) {
    const output = fits ? new Uint8Array(data.length) : new Int32Array(data.length);
    for (let i = 0; i < data.length; i++) output[i] = changed.get(data[i]) as number;
    return { data: output, width, height };
  }
  const table = new Int32Array(data instanceof Uint16Array ? 65536 : 256);
  for (const [value, label] of changed) table[value] = label;
  if (fits && data instanceof Uint8Array) {
    return { data: mapBytes(data, Uint8Array.from(table), isOwn ? data : undefined), width, height };
  }
  const output = fits ? new Uint8Array(data.length) : new Int32Array(data.length);
  for (let i = 0; i < data.length; i++) output[i] = table[data[i]];
  return { data: output, width, height };
}
