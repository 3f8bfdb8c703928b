import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { DataError, type Dataset, evaluatePictures, splitByColumn } from 'segkit';
import { type NodeBackendName, readTable, useBackend } from 'segkit/node';
import { type DataOptions, openFolder, readClasses, requireMetadata, withDataOptions } from './dataOptions.js';
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
    .requiredOption('--model <folder>', 'a run of segkit train, or a folder that saveModel wrote')
    .option('--split <value>', 'score the pictures of which --split-column says this')
    .option('--probability <least>', 'least probability of foreground', numberBetween(0, 1), 0.5)
    .option('--json <file>', 'write all scores there')
    .option('--backend <name>', 'tfjs-node-gpu, tfjs-node, wasm or cpu; left out, the best there is')
    .action(async (options: EvaluateCommandOptions) => withInterrupt((signal) => evaluate(options, signal)));
}

async function evaluate(options: EvaluateCommandOptions, signal: AbortSignal): Promise<void> {
  const folder = await openFolder(options, await readClasses(options));
  const pictures = await choosePart(folder, options);
  await useBackend(options.backend);
  const model = await openModel(options.model);
  const { scores, report } = await evaluatePictures(model, pictures, { threshold: options.probability, signal });
  console.log(`${scores.images} pictures, ${scores.pixels.toLocaleString('en')} pixels\n\n${report}`);
  if (options.json) await writeFile(options.json, `${JSON.stringify(scores, null, 2)}\n`);
  if (signal.aborted) throw new Interrupted();
}

async function choosePart(folder: Dataset, options: EvaluateCommandOptions): Promise<Dataset> {
  const { split, splitColumn = 'split', idColumn, metadata } = options;
  if (split === undefined) return folder;
  const parts = splitByColumn(folder, await readTable(requireMetadata(metadata)), { idColumn, splitColumn }).parts;
  const part = parts.get(split);
  if (part) return part;
  const names = [...parts.keys()].join(', ');
  throw new DataError(`segkit: no picture's ${splitColumn} is ${split}. The column says ${names}.`);
}
