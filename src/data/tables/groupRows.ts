import type { ColumnOf } from '../table.js';

/** Puts rows with the same values in the named columns together, in the order in which the groups first come. */
export function groupRows<R extends object>(rows: readonly R[], names: readonly ColumnOf<R>[]): R[][] {
  const groups = new Map<unknown, R[]>();
  for (const row of rows) {
    // 1 and '1' are two values, as they are to a Map.
    const key = names.length === 1 ? row[names[0]] : JSON.stringify(names.map((name) => [typeof row[name], row[name]]));
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}
