import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  type Dataset,
  type ModelMetadata,
  OptionError,
  splitByColumn,
  splitDataset,
  type Task,
  takeFraction,
} from 'segkit';
import { type FolderDataset, imageFolder, readTable } from 'segkit/node';
import { classTable, colorClasses, delimiter, numberBetween, regularExpression, wholeNumber } from './parse.js';

/** The options of the command line that say where pictures and masks are and how to read them. */
export interface DataOptions {
  readonly images: string;
  readonly masks: string;
  readonly imageSuffix?: string;
  readonly maskSuffix?: string;
  readonly recursive?: boolean;
  readonly classes?: number;
  readonly labels?: string;
  readonly ignoreIndex?: number;
  readonly threshold?: number;
  readonly maskValues?: Readonly<Record<string, number>>;
  readonly colors?: Readonly<Record<string, number>>;
  readonly metadata?: string;
  readonly delimiter?: string;
  readonly idColumn?: string;
  readonly splitColumn?: string;
}

/** What the masks mean: one foreground, or one of several classes with their names. */
export interface ClassOptions {
  readonly task: Task;
  readonly classes: number;
  readonly labels?: readonly string[];
}

/** Adds the options that say where pictures and masks are, and how to read them. */
export function withFolderOptions(command: Command): Command {
  return command
    .requiredOption('--images <folder>', 'pictures')
    .requiredOption('--masks <folder>', 'masks, named after the pictures')
    .option('--image-suffix <text>', 'what the name of a picture has more than its id, for instance _sat')
    .option('--mask-suffix <text>', 'what the name of a mask has more than that of its picture, for instance _mask')
    .option('--recursive', 'read folders within the folders too')
    .option('--classes <count>', 'number of classes; left out, masks are foreground and background', wholeNumber(2))
    .option('--labels <file>', 'names of the classes, one a line; the line of the ignored label may be there too')
    .option('--ignore-index <label>', 'label of pixels that do not count', wholeNumber(0))
    .option('--threshold <level>', 'grey level from which a mask without classes is foreground', wholeNumber(1))
    .option('--mask-values <table>', 'class of each value that masks hold, for instance 0=0,128=1,255=2', classTable)
    .option('--colors <table>', 'class of each colour that masks hold, for instance 000000=0,ff0000=1', colorClasses);
}

/** Adds the options that all commands with models and masks share. */
export function withDataOptions(command: Command): Command {
  return withFolderOptions(command)
    .option('--metadata <csv>', 'table with a row for each picture')
    .option('--delimiter <character>', 'what is between its values: a comma if left out; or tab', delimiter)
    .option('--id-column <name>', 'its column of picture names', 'id')
    .option('--split-column <name>', 'its column that says which pictures are for training and validation');
}

/** Adds the options that say which part of the data validates. */
export function withSplitOptions(command: Command): Command {
  return command
    .option('--validation-images <folder>', 'pictures for validation, in a folder of their own')
    .option('--validation-masks <folder>', 'their masks')
    .option('--validation-fraction <part>', 'part of the pictures for validation', numberBetween(0, 1), 0.2)
    .option(
      '--group <pattern>',
      'pictures whose names agree in this stay in one part, for instance ^[^_]+',
      regularExpression,
    )
    .option('--fraction <part>', 'part of the training pictures to use', numberBetween(0, 1), 1);
}

export interface SplitOptions extends DataOptions {
  readonly validationImages?: string;
  readonly validationMasks?: string;
  readonly validationFraction: number;
  readonly group?: RegExp;
  readonly fraction: number;
  readonly seed: number;
}

/** Reads the names of the classes and decides the task. A last line that names the ignored label is no class. */
export async function readClasses({ classes, labels: file, ignoreIndex }: DataOptions): Promise<ClassOptions> {
  if (file === undefined) {
    return classes === undefined ? { task: 'binary', classes: 1 } : { task: 'multiclass', classes };
  }
  const lines = (await readTextFile(file)).split(/\r?\n/).map((line) => line.trim());
  const names = lines.filter((line) => line !== '');
  // Labels count from the first line, so that only the last can go without moving the others.
  if (ignoreIndex === names.length - 1) names.pop();
  if (classes !== undefined && classes !== names.length) {
    throw new OptionError(
      `${file} names ${names.length} classes, --classes is ${classes}. Correct one, or give --ignore-index.`,
      { option: 'classes', value: classes },
    );
  }
  return { task: 'multiclass', classes: names.length, labels: names };
}

/** How many channels a model reads its pictures with. */
export function readChannels({ inputShape }: ModelMetadata): 1 | 3 | 4 {
  const channels = inputShape[2];
  if (channels === 1 || channels === 3 || channels === 4) return channels;
  throw new OptionError(
    `the model reads pictures of ${channels} channels; files are read with 1, 3 or 4. Use it in code.`,
    {
      option: 'model',
    },
  );
}

/** Opens the folders; unless they are to be inspected, every pair is checked before anything else is done. */
export async function openFolder(
  options: DataOptions,
  classes: ClassOptions,
  channels: 1 | 3 | 4,
  use: 'training' | 'inspection' = 'training',
): Promise<FolderDataset> {
  const { images, masks } = options;
  const reading = { images, masks, ...classes, channels, ...readingOptions(options) };
  return imageFolder({ ...reading, ...(use === 'training' ? { check: true } : { onUnpaired: 'ignore' }) });
}

/** What of the options says how files are found and masks are read, as far as it was given. */
export const readingNames = [
  ...(['imageSuffix', 'maskSuffix', 'recursive'] as const),
  ...(['ignoreIndex', 'threshold', 'maskValues', 'colors'] as const),
];

export type ReadingOptions = Pick<DataOptions, (typeof readingNames)[number]>;

/** Those of {@link readingNames} that were given. */
export const readingOptions = (options: DataOptions): ReadingOptions =>
  Object.fromEntries(readingNames.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));

/** The data in two parts: by folders, by a column of the table, or by chance. */
export async function openSplit(
  options: SplitOptions,
  classes: ClassOptions,
  channels: 1 | 3 | 4,
): Promise<{ train: Dataset; validation: Dataset }> {
  refuseIdleOptions(options);
  const { validationImages, validationMasks, splitColumn, idColumn, validationFraction, seed } = options;
  const folder = await openFolder(options, classes, channels);
  const part = (train: Dataset): Dataset =>
    options.fraction < 1 ? takeFraction(train, options.fraction, { seed }) : train;
  if (validationImages !== undefined) {
    const folders = { images: validationImages, masks: validationMasks ?? options.masks };
    return { train: part(folder), validation: await openFolder({ ...options, ...folders }, classes, channels) };
  }
  if (splitColumn !== undefined) {
    const { train, validation } = splitByColumn(folder, await readMetadata(options), { idColumn, splitColumn });
    return { train: part(train), validation };
  }
  const group = options.group && ((id: string): string => id.match(options.group as RegExp)?.[0] ?? id);
  const { train, validation } = splitDataset(folder, { fraction: validationFraction, seed, ...(group && { group }) });
  return { train: part(train), validation };
}

/** Refuses options that another one would leave without effect. */
function refuseIdleOptions(options: SplitOptions): void {
  const { validationImages, validationMasks, metadata, delimiter, splitColumn, group } = options;
  const refuse = (option: string, cure: string): never => {
    throw new OptionError(`${option} would have no effect. ${cure}`, { option });
  };
  if (metadata !== undefined && splitColumn === undefined) refuse('--metadata', 'Add --split-column, or leave it out.');
  if (delimiter !== undefined && metadata === undefined) refuse('--delimiter', 'Add --metadata, or leave it out.');
  if (validationMasks !== undefined && validationImages === undefined) {
    refuse('--validation-masks', 'Add --validation-images.');
  }
  if (validationImages !== undefined && validationMasks === undefined) {
    refuse('--validation-images', 'Add --validation-masks, the folder of their masks.');
  }
  const isGiven = validationImages !== undefined || splitColumn !== undefined;
  if (group !== undefined && isGiven) refuse('--group', 'The parts are given already; leave it out.');
  if (validationImages !== undefined && splitColumn !== undefined) {
    refuse('--split-column', 'The parts are given by --validation-images already; leave one out.');
  }
}

/** The table that a split goes by, or the word that it is missing. */
export async function readMetadata({ metadata, delimiter }: DataOptions): ReturnType<typeof readTable> {
  if (metadata !== undefined) return readTable(metadata, { ...(delimiter !== undefined && { delimiter }) });
  throw new OptionError('a split by a column needs the table that has the column. Give --metadata.', {
    option: 'metadata',
  });
}

async function readTextFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new OptionError(`${file} cannot be read (${(cause as Error).message}).`, {
      option: 'labels',
      value: file,
    });
  }
}
