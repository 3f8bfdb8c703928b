import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { curves, type EpochRecord, type HistoryRow, historyRow, historyToCsv, OptionError, saveModel } from 'segkit';
import { modelFolder, writeFileAtomically } from 'segkit/node';

/** The files that a training run leaves. Nothing is written before there is something to keep. */
export interface RunFolder {
  readonly path: string;
  readonly rows: readonly HistoryRow[];
  /** Adds an epoch to `history.csv` and the curves, and saves the model if it is the best so far. */
  addEpoch(record: EpochRecord, model: LayersModel | undefined): Promise<void>;
  /** Writes one more file. */
  write(name: string, content: string | Uint8Array): Promise<void>;
}

/** Everything that a run writes. */
const ownNames = 'curves.svg history.csv index.html metrics.json model options.json pictures pictures.png'.split(' ');

/** Refuses a folder that has something in it already. */
export async function checkRunFolder(path: string, overwrite: boolean): Promise<void> {
  const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new OptionError(`--out ${path} is no folder that can be written to (${error.message}).`, {
      option: 'out',
      value: path,
    });
  });
  if (names.length === 0 || overwrite) return probe(path);
  throw new OptionError(`--out ${path} is not empty. Name another folder, or add --overwrite.`, {
    option: 'out',
    value: path,
  });
}

/** Finds out before the work, not after, that a folder cannot be written to; leaves it as it was. */
async function probe(path: string): Promise<void> {
  try {
    const created = await mkdir(path, { recursive: true });
    const file = join(path, '.segkit-probe');
    await writeFile(file, '');
    await rm(file);
    if (created !== undefined) await rm(created, { recursive: true });
  } catch (error) {
    throw new OptionError(`--out ${path} cannot be written to (${(error as Error).message}).`, {
      option: 'out',
      value: path,
    });
  }
}

/** Options as JSON: a pattern as it was written. */
export function plainOptions(options: object): Record<string, unknown> {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, value instanceof RegExp ? value.source : value]));
}

/** Begins the files of a run; `options` are kept in `options.json`. */
export function openRunFolder(path: string, options: object): RunFolder {
  const rows: HistoryRow[] = [];
  let bestEpoch: number | undefined;
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomically(file, content);
  };
  return {
    path,
    rows,
    write,
    async addEpoch(record, model) {
      rows.push(historyRow(record));
      // What an earlier run left here would pass for a part of this one.
      if (rows.length === 1)
        await Promise.all(ownNames.map((name) => rm(join(path, name), { recursive: true, force: true })));
      if (rows.length === 1) await write('options.json', `${JSON.stringify(options, null, 2)}\n`);
      if (model) {
        bestEpoch = record.epoch;
        await saveModel(model, modelFolder(join(path, 'model')));
      }
      await write('history.csv', historyToCsv(rows));
      await write('curves.svg', curves(rows, bestEpoch === undefined ? {} : { bestEpoch }));
    },
  };
}
