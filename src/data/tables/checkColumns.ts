import { DataError } from '../../core/errors.js';
import { nearestName } from '../../core/options.js';

/** Refuses column names that a table does not have. */
export function checkColumns(asked: readonly string[], columns: readonly string[]): void {
  for (const name of asked) {
    if (columns.includes(name)) continue;
    const cure = delimiterCure(columns) ?? spellingCure(name, columns);
    throw new DataError(`table: there is no column ${JSON.stringify(name)}. ${cure}`);
  }
}

/** Among names of one or two letters everything is within two edits of everything. */
function spellingCure(name: string, columns: readonly string[]): string {
  const nearest =
    name.length > 2
      ? nearestName(
          name,
          columns.filter(({ length }) => length > 2),
        )
      : undefined;
  return nearest ? `Did you mean "${nearest}"?` : `It has ${columns.join(', ') || 'none'}.`;
}

/** One column with a separator in its name is a whole line that was not taken apart. */
function delimiterCure(columns: readonly string[]): string | undefined {
  const [only = '', ...others] = columns;
  const delimiter = [';', '\t', '|'].find((character) => only.includes(character));
  if (others.length > 0 || delimiter === undefined) return undefined;
  const written = delimiter === '\t' ? "'\\t'" : `'${delimiter}'`;
  const what = delimiter === '\t' ? 'tabs' : written;
  return (
    `Its only column is ${JSON.stringify(only)}. Are its values separated by ${what}? Then give parseCsv or readTable ` +
    `{ delimiter: ${written} }.`
  );
}
