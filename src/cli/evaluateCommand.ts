import { access, constants, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import {
  DataError,
  type Dataset,
  evaluatePictures,
  getMetadata,
  type ModelMetadata,
  OptionError,
  splitByColumn,
} from 'segkit';
import { type NodeBackendName, useBackend } from 'segkit/node';
import {
  type ClassOptions,
  type DataOptions,
  openFolder,
  type ReadingOptions,
  readChannels,
  readClasses,
  readingOptions,
  readMetadata,
  withDataOptions,
} from './dataOptions.js';
import { Interrupted, withInterrupt } from './interrupt.js';
import { openModel } from './openModel.js';
import { numberBetween } from './parse.js';

interface EvaluateCommandOptions extends DataOptions {
  readonly model: string;
  readonly split?: string;
  readonly probability: number;
  readonly json?: string;
  readonly backend?: NodeBackendName;
}

/** `segkit evaluate`: scores of a model on whole pictures at their own size. */
export function evaluateCommand(): Command {
  return withDataOptions(new Command('evaluate'))
    .description('Score a model on a folder of pictures and masks, at their own size.')
    .requiredOption(
      '--model <folder>',
      'a run of segkit train, whose options for names and masks hold here too, or a model',
    )
    .option('--split <value>', 'score the pictures of which --split-column says this')
    .option('--probability <least>', 'least probability of foreground', numberBetween(0, 1), 0.5)
    .option('--json <file>', 'write all scores there')
    .option('--backend <name>', 'tfjs-node-gpu, tfjs-node, wasm or cpu; left out, the best there is')
    .action(async (options: EvaluateCommandOptions) => withInterrupt((signal) => evaluate(options, signal)));
}

async function evaluate(given: EvaluateCommandOptions, signal: AbortSignal): Promise<void> {
  const { json } = given;
  if (json !== undefined) await checkParent(json);
  await useBackend(given.backend);
  const model = await openModel(given.model);
  const metadata = getMetadata(model);
  const options = withRun(await optionsOfRun(given.model), given);
  const folder = await openFolder(options, await classesOf(metadata, given), readChannels(metadata));
  const pictures = await choosePart(folder, options);
  const { scores, report } = await evaluatePictures(model, pictures, { threshold: given.probability, signal });
  console.log(`${scores.images} pictures, ${scores.pixels.toLocaleString('en')} pixels\n\n${report}`);
  if (signal.aborted) throw new Interrupted();
  if (json !== undefined) await writeFile(json, `${JSON.stringify(scores, null, 2)}\n`);
}

/** What the model was trained for; options that say something else are refused. */
async function classesOf({ task, classes, labels }: ModelMetadata, options: DataOptions): Promise<ClassOptions> {
  if (options.classes !== undefined || options.labels !== undefined) {
    const asked = await readClasses(options);
    if (asked.classes !== classes) {
      throw new OptionError(
        `the model has ${classes} ${classes === 1 ? 'class' : 'classes'}, --classes or --labels says ${asked.classes}. Leave them out.`,
        { option: 'classes', value: asked.classes },
      );
    }
  }
  return { task, classes, ...(labels && { labels }) };
}

/** What was given, and for the rest what the training had; another way to read masks takes the place of the run's. */
function withRun(run: ReadingOptions, given: EvaluateCommandOptions): EvaluateCommandOptions {
  const { threshold, maskValues, colors, ...others } = run;
  const isReadAnew = [given.threshold, given.maskValues, given.colors].some((option) => option !== undefined);
  return { ...(isReadAnew ? others : run), ...given };
}

/** How the masks of the training were read, where the model is that of a run. */
async function optionsOfRun(run: string): Promise<ReadingOptions> {
  const text = await readFile(join(run, 'options.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return {};
  try {
    return readingOptions(JSON.parse(text) as DataOptions);
  } catch {
    throw new DataError(
      `${join(run, 'options.json')} is damaged: it is no JSON. Remove it, and give its options here.`,
    );
  }
}

async function checkParent(file: string): Promise<void> {
  await access(dirname(file), constants.W_OK).catch((error: Error) => {
    throw new OptionError(`--json ${file} cannot be written (${error.message}).`, { option: 'json', value: file });
  });
}

async function choosePart(folder: Dataset, options: EvaluateCommandOptions): Promise<Dataset> {
  const { split, splitColumn = 'split', idColumn } = options;
  if (split === undefined) return folder;
  const { parts } = splitByColumn(folder, await readMetadata(options), { idColumn, splitColumn });
  const part = parts.get(split);
  if (part) return part;
  const names = [...parts.keys()].join(', ');
  throw new DataError(`no picture's ${splitColumn} is ${split}. The column says ${names}.`);
}
