import { DataError } from '../../core/errors.js';

/** Rows in which some columns hold numbers: texts are read, missing values become NaN. */
export function numberColumns<R extends object>(rows: readonly R[], names: readonly string[]): R[] {
  return rows.map((row, index) => {
    const changed = { ...row } as Record<string, unknown>;
    for (const name of names) changed[name] = numberOf(changed[name], name, index);
    return changed as R;
  });
}

function numberOf(value: unknown, name: string, index: number): number {
  if (typeof value === 'number') return value;
  if (value === undefined || value === null || value === '') return Number.NaN;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (!Number.isNaN(number)) return number;
  throw new DataError(
    `table: ${name} of row ${index} is ${JSON.stringify(value)}, which is no number. Filter such rows, or change them ` +
      'with map, first.',
  );
}
