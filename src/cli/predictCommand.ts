import { mkdir, stat } from 'node:fs/promises';
import { dirname, join, parse, resolve } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { Command } from 'commander';
import { classColors, DataError, type Dataset, getMetadata, OptionError, overlay, type Raster, segment } from 'segkit';
import { fileDataset, imageFolder, type NodeBackendName, useBackend, writeImage, writeMask } from 'segkit/node';
import { readChannels } from './dataOptions.js';
import { Interrupted, withInterrupt } from './interrupt.js';
import { openModel } from './openModel.js';
import { numberBetween } from './parse.js';
import { checkRunFolder } from './runFolder.js';

interface PredictOptions {
  readonly model: string;
  readonly images: string;
  readonly out: string;
  readonly probability: number;
  readonly overlays: boolean;
  readonly backend?: NodeBackendName;
  readonly overwrite: boolean;
}

/** `segkit predict`: a mask, and an overlay to look at, for every picture of a folder, at its own size. */
export function predictCommand(): Command {
  return new Command('predict')
    .description('Write a mask and an overlay for a picture, or for every one of a folder.')
    .requiredOption('--model <folder>', 'a run of segkit train, or a folder that saveModel wrote')
    .requiredOption('--images <path>', 'a folder of pictures, or one picture')
    .requiredOption('--out <folder>', 'where masks (NAME.png) and overlays (overlays/NAME.png) go')
    .option('--probability <least>', 'least probability of foreground', numberBetween(0, 1), 0.5)
    .option('--no-overlays', 'write masks only')
    .option('--backend <name>', 'tfjs-node-gpu, tfjs-node, wasm or cpu; left out, the best there is')
    .option('--overwrite', 'write into a folder that is not empty', false)
    .action(async (options: PredictOptions) => withInterrupt((signal) => predict(options, signal)));
}

async function predict(options: PredictOptions, signal: AbortSignal): Promise<void> {
  const { out, probability, overwrite } = options;
  if (resolve(out) === resolve(options.images)) {
    throw new OptionError(
      `--out ${out} is the folder of the pictures, which the masks would replace. Name another one.`,
      {
        option: 'out',
        value: out,
      },
    );
  }
  await checkRunFolder(out, { overwrite });
  await useBackend(options.backend);
  const model = await openModel(options.model);
  const channels = readChannels(getMetadata(model));
  const pictures = await openPictures(options.images, channels);
  const start = performance.now();
  let failures = 0;
  for (let i = 0; i < pictures.length && !signal.aborted; i++) {
    const name = `${pictures.ids[i]}.png`;
    const files = { mask: join(out, name), ...(options.overlays && { overlay: join(out, 'overlays', name) }) };
    try {
      const { image, meta } = await pictures.sample(i);
      refuseToReplace(String(meta.image), Object.values(files));
      await writePrediction(files, model, image, probability);
      console.log(`${i + 1}/${pictures.length} ${files.mask}`);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      failures++;
      console.error(`segkit: ${error.message}`);
    }
  }
  if (signal.aborted) throw new Interrupted();
  const seconds = (performance.now() - start) / 1000;
  console.log(`Segmented ${pictures.length - failures} pictures in ${formatSeconds(seconds)}.`);
  if (failures > 0)
    throw new DataError(`${failures} of ${pictures.length} pictures could not be read; the others are done.`);
}

/** The pictures of a folder and its folders, or the one picture that a path names. */
async function openPictures(path: string, channels: 1 | 3 | 4): Promise<Dataset> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false, // what is missing is said best where it is read
  );
  if (!isFile) return imageFolder({ images: path, channels, recursive: true });
  return fileDataset([{ id: parse(path).name, image: path }], { channels });
}

function refuseToReplace(picture: string, files: readonly string[]): void {
  const own = files.find((file) => resolve(file) === resolve(picture));
  if (own === undefined) return;
  throw new OptionError(`--out would replace the picture ${own} by its mask. Name another folder.`, { option: 'out' });
}

/** A mask that shows something: foreground is white, classes are palette colours over their indices. */
async function writePrediction(
  files: { readonly mask: string; readonly overlay?: string },
  model: LayersModel,
  image: Raster,
  probability: number,
): Promise<void> {
  const { task, classes } = getMetadata(model);
  const { labels } = await segment(model, image, { threshold: probability });
  for (const file of Object.values(files)) await mkdir(dirname(file), { recursive: true });
  if (task === 'binary') await writeMask(files.mask, { ...labels, data: labels.data.map((label) => label * 255) });
  else await writeMask(files.mask, labels, { palette: classColors(task === 'multilabel' ? classes + 1 : classes) });
  if (files.overlay) await writeImage(files.overlay, overlay(image, labels));
}

const formatSeconds = (seconds: number): string => `${seconds.toFixed(1)} s`;
