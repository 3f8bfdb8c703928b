import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  classColors,
  contactSheet,
  type Dataset,
  evaluatePictures,
  getMetadata,
  type LabelMap,
  loadModel,
  type PageClass,
  type PicturesEvaluation,
  type Raster,
  runPage,
  type SegmentationResult,
  type SheetRow,
  segment,
  segmentationMetrics,
  subset,
  type TrainingHistory,
} from 'segkit';
import { modelFolder, writeImage } from 'segkit/node';
import type { RunFolder } from './runFolder.js';

/** How many validation pictures the page shows. */
const shownPictures = 8;

/**
 * Writes what a run is looked at by: scores of the saved model on whole validation pictures (`metrics.json`), pictures
 * from the worst to the best, and `index.html`.
 */
export async function writeRunPage(
  run: RunFolder,
  validation: Dataset,
  options: object,
  history: Pick<TrainingHistory, 'bestEpoch'>,
  isInterrupted = false,
): Promise<PicturesEvaluation> {
  const model = await loadModel(modelFolder(join(run.path, 'model')));
  // Whoever pressed Ctrl-C does not wait for all pictures; a few are shown, and nothing is said of the others.
  const judged = isInterrupted
    ? subset(validation, validation.ids.map((_, i) => i).slice(0, shownPictures))
    : validation;
  const pictureScores: PictureScore[] = [];
  const evaluation = await evaluatePictures(model, judged, {
    onPicture: async ({ mask }, { labels }) => {
      if (mask) pictureScores.push(await scorePicture(model, judged, mask, labels));
    },
  });
  const rows = await showPictures(model, judged, pictureScores);
  const { ignoreIndex } = validation;
  const colors = { ...(ignoreIndex !== undefined && { ignoreIndex }) };
  await writeImage(join(run.path, 'pictures.png'), contactSheet(rows, colors));
  await mkdir(join(run.path, 'pictures'), { recursive: true });
  const pictures = await Promise.all(
    rows.map(async (row, i) => {
      const file = `pictures/${i + 1}.png`;
      await writeImage(join(run.path, file), contactSheet([row], { ...colors, captions: 'none' }));
      return { id: row.id, file, ...(row.note !== undefined && { note: row.note }) };
    }),
  );
  const { bestEpoch } = history;
  const { scores } = evaluation;
  if (!isInterrupted) await run.write('metrics.json', `${JSON.stringify(scores, null, 2)}\n`);
  const page = runPage({
    title: run.path,
    subtitle: `${getMetadata(model).architecture}, ${trainableParameters(model).toLocaleString('en')} parameters; pictures from the worst to the best`,
    history: run.rows,
    ...(bestEpoch !== undefined && { bestEpoch }),
    facts: isInterrupted ? [{ name: 'Training', value: 'interrupted' }] : wholePictureFacts(scores),
    pictures,
    pictureColumns: ['image', 'truth', 'prediction'],
    classes: isInterrupted || scores.task === 'binary' ? [] : classRows(scores),
    options: { ...options },
    model: 'model',
    files: ['history.csv', ...(isInterrupted ? [] : ['metrics.json']), 'options.json', 'curves.svg', 'pictures.png'],
  });
  await run.write('index.html', page);
  return evaluation;
}

/** What the training said it trains; moving statistics are not among them. */
function trainableParameters(model: LayersModel): number {
  const sizeOf = (shape: readonly (number | null)[]): number =>
    shape.reduce<number>((size, length) => size * (length ?? 1), 1);
  return model.trainableWeights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** The score that a picture is shown with. */
interface PictureScore {
  readonly name: string;
  readonly value: number;
}

/** The headline score of one picture: Dice of the foreground, or the mean IoU of the classes in it. */
async function scorePicture(
  model: LayersModel,
  { ignoreIndex }: Dataset,
  mask: LabelMap | Raster,
  labels: LabelMap,
): Promise<PictureScore> {
  const { task, classes } = getMetadata(model);
  const metrics = segmentationMetrics({
    task,
    ...(task !== 'binary' && { classes }),
    ...(ignoreIndex !== undefined && { ignoreIndex }),
  });
  await metrics.update(mask, labels);
  const { dice, iou } = metrics.result();
  return task === 'binary' ? { name: 'Dice', value: dice.micro } : { name: 'mean IoU', value: iou.macro };
}

/** Pictures evenly spread from the worst to the best score. */
async function showPictures(
  model: LayersModel,
  validation: Dataset,
  scores: readonly PictureScore[],
): Promise<SheetRow[]> {
  // Nothing there and nothing found is undefined as a score, and as good as can be.
  const ranked = scores
    .map(({ value }, index) => ({ score: Number.isNaN(value) ? 1 : value, index }))
    .sort((a, b) => a.score - b.score);
  const count = Math.min(shownPictures, ranked.length);
  const rows: SheetRow[] = [];
  for (let i = 0; i < count; i++) {
    const { index } = ranked[count === 1 ? 0 : Math.round((i * (ranked.length - 1)) / (count - 1))];
    const { id, image, mask } = await validation.sample(index);
    const { labels } = await segment(model, image);
    if (!mask || 'channels' in mask) continue;
    const { name, value } = scores[index];
    const note = Number.isNaN(value) ? 'empty, as predicted' : `${name} ${value.toFixed(3)}`;
    rows.push({ id, note, image, truth: mask, prediction: labels });
  }
  return rows;
}

/** What the page says about whole pictures beside the numbers of the best epoch. */
function wholePictureFacts({ task, dice, iou }: SegmentationResult): { name: string; value: string }[] {
  return task === 'binary'
    ? [
        { name: 'Dice at full size', value: dice.micro.toFixed(4) },
        { name: 'IoU at full size', value: iou.micro.toFixed(4) },
      ]
    : [{ name: 'Mean IoU at full size', value: iou.macro.toFixed(4) }];
}

function classRows({ labels, iou, dice, support }: SegmentationResult): PageClass[] {
  const colors = classColors(labels.length);
  return labels.map((name, i) => ({
    name,
    iou: iou.perClass[name],
    dice: dice.perClass[name],
    pixels: support[name],
    color: colors[i],
  }));
}
