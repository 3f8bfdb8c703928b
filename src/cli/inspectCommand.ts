import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { inspect, inspectionPage, inspectionText } from 'segkit';
import { countBar, writeFileAtomically } from 'segkit/node';
import { type DataOptions, openFolder, readClasses, withFolderOptions } from './dataOptions.js';
import { Interrupted, withInterrupt } from './interrupt.js';
import { wholeNumber } from './parse.js';
import { checkRunFolder } from './runFolder.js';

interface InspectCommandOptions extends DataOptions {
  readonly out?: string;
  readonly thumbnails: number;
  readonly overwrite: boolean;
}

/** `segkit inspect`: what is in a folder of pictures and masks, and what is wrong with it. */
export function inspectCommand(): Command {
  return withFolderOptions(new Command('inspect'))
    .description('Look through pictures and masks: sizes, classes, channels, duplicates, and whatever is wrong.')
    .option('--out <folder>', 'write a page (index.html) and all numbers (inspection.json) there')
    .option('--thumbnails <count>', 'how many samples the page shows', wholeNumber(0), 24)
    .option('--overwrite', 'write into a folder that is not empty', false)
    .action(async (options: InspectCommandOptions) => withInterrupt((signal) => run(options, signal)));
}

async function run(options: InspectCommandOptions, signal: AbortSignal): Promise<void> {
  const { out, overwrite, images, masks } = options;
  if (out !== undefined) await checkRunFolder(out, { overwrite });
  const folder = await openFolder(options, await readClasses(options), 3, 'inspection');
  const thumbnails = out === undefined ? 0 : options.thumbnails;
  const onProgress = countBar({ unit: 'samples', stream: process.stderr });
  const found = await inspect(folder, { thumbnails, onProgress, signal }).catch((error: unknown) => {
    throw signal.aborted ? new Interrupted() : error;
  });
  console.log(inspectionText(found));
  if (out === undefined) return;
  await mkdir(out, { recursive: true });
  await writeFileAtomically(join(out, 'inspection.json'), `${JSON.stringify(found, null, 2)}\n`);
  const page = inspectionPage(found, { title: images, subtitle: `Masks: ${masks}` });
  await writeFileAtomically(join(out, 'index.html'), page);
  console.log(`The page is ${join(out, 'index.html')}.`);
}
