import { DataError } from '../core/errors.js';
import { nearestName } from '../core/options.js';

/** Refuses column names that a table does not have. */
export function checkColumns(asked: readonly string[], columns: readonly string[]): void {
  for (const name of asked) {
    if (columns.includes(name)) continue;
    const nearest = nearestName(name, columns);
    const cure = nearest ? `Did you mean "${nearest}"?` : `It has ${columns.join(', ') || 'none'}.`;
    throw new DataError(`table: there is no column ${JSON.stringify(name)}. ${cure}`);
  }
}
