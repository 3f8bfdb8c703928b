import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { curves, type EpochRecord, type HistoryRow, historyRow, historyToCsv, OptionError, saveModel } from 'segkit';
import { modelFolder, writeFileAtomically } from 'segkit/node';

/** The files that a training run leaves. Nothing is written before there is something to keep. */
export interface RunFolder {
  readonly path: string;
  readonly rows: readonly HistoryRow[];
  /** Takes over the epochs of before, where a run goes on. */
  goOn(records: readonly EpochRecord[], bestEpoch: number | undefined): void;
  /** Writes `options.json`, unless it is there. */
  writeOptions(): Promise<void>;
  /** Adds an epoch to `history.csv` and the curves, and saves the model if it is the best so far. */
  addEpoch(record: EpochRecord, model: LayersModel | undefined): Promise<void>;
  /** Writes one more file. */
  write(name: string, content: string | Uint8Array): Promise<void>;
}

/** Everything that a run writes. */
const ownNames = 'curves.svg history.csv index.html metrics.json model options.json pictures pictures.png'.split(' ');

/**
 * Refuses a folder that has something in it already, unless that is to be overwritten or gone on with.
 *
 * @returns Whether there are checkpoints to go on from.
 */
export async function checkRunFolder(
  path: string,
  { overwrite, resume }: { readonly overwrite: boolean; readonly resume?: boolean },
): Promise<boolean> {
  const names = await readNames(path);
  const hasCheckpoints = (await readNames(join(path, 'checkpoints'))).some((name) => name.endsWith('.ckpt'));
  const isGoingOn = resume === true && hasCheckpoints;
  if (names.length === 0 || overwrite || isGoingOn) {
    await probe(path);
    return isGoingOn;
  }
  const found = resume ? ', and has no checkpoints to go on from' : '';
  const goOn = resume === false && hasCheckpoints ? ', go on with the run in it by --resume' : '';
  throw new OptionError(`--out ${path} is not empty${found}. Name another folder${goOn}, or add --overwrite.`, {
    option: 'out',
    value: path,
  });
}

async function readNames(path: string): Promise<string[]> {
  return readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new OptionError(`--out ${path} is no folder that can be written to (${error.message}).`, {
      option: 'out',
      value: path,
    });
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
  let isBegun = false;
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomically(file, content);
  };
  const writeOptions = async (): Promise<void> => {
    if (isBegun) return;
    // What an earlier run left here would pass for a part of this one.
    await Promise.all(ownNames.map((name) => rm(join(path, name), { recursive: true, force: true })));
    await write('options.json', `${JSON.stringify(options, null, 2)}\n`);
    isBegun = true;
  };
  return {
    path,
    rows,
    write,
    writeOptions,
    goOn(records, best) {
      rows.splice(0, rows.length, ...records.map(historyRow));
      bestEpoch = best;
      isBegun = rows.length > 0;
    },
    async addEpoch(record, model) {
      await writeOptions();
      rows.push(historyRow(record));
      if (model) {
        bestEpoch = record.epoch;
        await saveModel(model, modelFolder(join(path, 'model')));
      }
      await write('history.csv', historyToCsv(rows));
      await write('curves.svg', curves(rows, bestEpoch === undefined ? {} : { bestEpoch }));
    },
  };
}
