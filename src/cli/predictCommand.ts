import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { getMetadata, overlay, segment } from 'segkit';
import { imageFolder, type NodeBackendName, useBackend, writeImage, writeMask } from 'segkit/node';
import { Interrupted, withInterrupt } from './interrupt.js';
import { openModel } from './openModel.js';
import { numberBetween } from './parse.js';
import { checkRunFolder } from './runFolder.js';

interface PredictOptions {
  readonly model: string;
  readonly images: string;
  readonly out: string;
  readonly threshold: number;
  readonly overlays: boolean;
  readonly backend?: NodeBackendName;
  readonly overwrite: boolean;
}

/** `segkit predict`: a mask, and an overlay to look at, for every picture of a folder, at its own size. */
export function predictCommand(): Command {
  return new Command('predict')
    .description('Write a mask and an overlay for every picture of a folder.')
    .requiredOption('--model <folder>', 'a run of segkit train, or a folder that saveModel wrote')
    .requiredOption('--images <folder>', 'pictures')
    .requiredOption('--out <folder>', 'where masks (NAME.png) and overlays (NAME_overlay.png) go')
    .option('--threshold <probability>', 'least probability of foreground', numberBetween(0, 1), 0.5)
    .option('--no-overlays', 'write masks only')
    .option('--backend <name>', 'tfjs-node-gpu, tfjs-node, wasm or cpu; left out, the best there is')
    .option('--overwrite', 'write into a folder that is not empty', false)
    .action(async (options: PredictOptions) => withInterrupt((signal) => predict(options, signal)));
}

async function predict(options: PredictOptions, signal: AbortSignal): Promise<void> {
  const { images, out, threshold, overlays, overwrite } = options;
  await checkRunFolder(out, overwrite);
  const pictures = await imageFolder({ images });
  await useBackend(options.backend);
  const model = await openModel(options.model);
  const { task } = getMetadata(model);
  const start = performance.now();
  for (let i = 0; i < pictures.length; i++) {
    const { id, image } = await pictures.sample(i);
    const { labels } = await segment(model, image, { threshold });
    const file = join(out, `${id}.png`);
    await mkdir(dirname(file), { recursive: true });
    await writeMask(file, task === 'binary' ? { ...labels, data: labels.data.map((label) => label * 255) } : labels);
    if (overlays) await writeImage(join(out, `${id}_overlay.png`), overlay(image, labels));
    console.log(`${i + 1}/${pictures.length} ${file}`);
    if (signal.aborted) throw new Interrupted();
  }
  const seconds = (performance.now() - start) / 1000;
  console.log(`Segmented ${pictures.length} pictures in ${seconds.toFixed(1)} s.`);
}
