import { DataError } from '../../core/errors.js';
import { checkOneOf, checkOptionNames } from '../../core/options.js';
import type { Row } from '../table.js';
import { checkColumns } from './checkColumns.js';

/** Options of `table.join`. */
export interface JoinOptions {
  /** The column that both tables have, such as an id. */
  readonly on: string;
  /** Whether rows without a partner are left out (`inner`, the default) or stay alone (`left`). */
  readonly how?: 'inner' | 'left';
}

interface RowsWithColumns {
  readonly rows: readonly Row[];
  readonly columns: readonly string[];
}

/** Joins rows by a column; a row with several partners comes several times. */
export function joinRows(
  left: RowsWithColumns,
  right: RowsWithColumns,
  options: JoinOptions,
): { rows: Row[]; columns: string[] } {
  checkOptionNames('join', options, ['on', 'how']);
  const { on, how = 'inner' } = options;
  checkOneOf('join', 'how', how, ['inner', 'left']);
  checkColumns([on], left.columns);
  checkColumns([on], right.columns);
  const added = right.columns.filter((name) => name !== on);
  const both = added.find((name) => left.columns.includes(name));
  if (both !== undefined) {
    throw new DataError(`join: both tables have a column ${JSON.stringify(both)}. Leave it out of one (select) first.`);
  }
  const partners = new Map<unknown, Row[]>();
  for (const row of right.rows) {
    const known = partners.get(row[on]);
    if (known) known.push(row);
    else partners.set(row[on], [row]);
  }
  const nobody: Row[] = how === 'left' ? [{}] : [];
  const rows = left.rows.flatMap((row) => (partners.get(row[on]) ?? nobody).map((partner) => ({ ...row, ...partner })));
  return { rows, columns: [...left.columns, ...added] };
}
