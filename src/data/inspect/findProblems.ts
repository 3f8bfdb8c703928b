import { DataError } from '../../core/errors.js';
import type { Size } from '../../raster/resize.js';
import { knownClasses } from '../countClasses.js';
import type { DatasetInfo } from '../dataset.js';
import type { Sample } from '../sample.js';
import type { MaskCounts } from './classBalance.js';
import type { InspectionProblem } from './inspection.js';

/** What is wrong with a sample that could be read. */
export function findProblems(
  { id, image, mask, weight }: Sample,
  counts: MaskCounts | undefined,
  info: DatasetInfo,
): InspectionProblem[] {
  const problems: InspectionProblem[] = [];
  for (const [name, grid] of [['mask', mask] as const, ['weight', weight] as const]) {
    if (!grid || (grid.width === image.width && grid.height === image.height)) continue;
    const message = `the picture is ${sizeOf(image)}, its ${name} is ${sizeOf(grid)}`;
    problems.push({ id, kind: 'sizeMismatch', message });
  }
  if (counts && counts.unknown.size > 0) {
    problems.push({ id, kind: 'unknownLabel', message: describeLabels(counts, info) });
  }
  if (!areFinite(image.data)) {
    problems.push({ id, kind: 'notFinite', message: 'the picture has values that are NaN or infinite' });
  }
  return problems;
}

/** The problem of a sample that the data set could not give. */
export function unreadable(id: string, error: unknown): InspectionProblem {
  const message = error instanceof Error ? error.message : String(error);
  const file = error instanceof DataError ? error.file : undefined;
  return { id, kind: 'unreadable', message, ...(file !== undefined && { file }) };
}

function describeLabels({ unknown }: MaskCounts, info: DatasetInfo): string {
  const [[label, count], ...rest] = [...unknown].sort((a, b) => b[1] - a[1]);
  const more = rest.length > 0 ? ` and ${rest.length} more such labels` : '';
  const last = (knownClasses(info) ?? 0) - 1;
  return `the mask has the label ${label} in ${count} pixels${more}; classes are 0 … ${last}`;
}

function areFinite(data: Sample['image']['data']): boolean {
  return !(data instanceof Float32Array) || data.every((value) => Number.isFinite(value));
}

const sizeOf = ({ width, height }: Size): string => `${width}×${height}`;
