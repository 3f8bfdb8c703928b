import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { historyToCsv } from '../../report/csv.js';
import type { Callback } from '../../train/events.js';
import { historyRow } from '../../train/historyRow.js';
import { writeFileAtomically } from '../writeFileAtomically.js';

/**
 * Writes the numbers of all epochs so far to a CSV file after each of them; the file is whole at any moment. After a
 * resume it has those from before it too.
 *
 * @example
 * ```ts
 * import { tmpdir } from 'node:os';
 * import { csvLogger } from 'segkit/node';
 *
 * const callbacks = [csvLogger(`${tmpdir()}/segkit-example/history.csv`)];
 * console.log(callbacks.length); // for fit(model, data, { callbacks })
 * ```
 */
export function csvLogger(file: string): Callback {
  return async (event, { records }) => {
    if (event.type === 'trainBegin') await mkdir(dirname(file), { recursive: true });
    if (event.type === 'epochEnd') await writeFileAtomically(file, historyToCsv(records.map(historyRow)));
  };
}
