import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptionError } from '../core/errors.js';
import { describeShape } from '../core/shapes.js';
import { auxiliaryLoss } from '../losses/auxiliaryLoss.js';
import { binaryCrossEntropy } from '../losses/binaryCrossEntropy.js';
import { combine } from '../losses/combine.js';
import { crossEntropy } from '../losses/crossEntropy.js';
import { deepSupervision } from '../losses/deepSupervision.js';
import { diceLoss } from '../losses/diceLoss.js';
import type { Loss } from '../losses/loss.js';
import { presenceLoss } from '../losses/presenceLoss.js';
import type { ModelMetadata } from '../models/metadata.js';

/**
 * Cross-entropy plus Dice, half each: the first gives every pixel a say, the second every class. It is what nnU-Net and
 * most winners of segmentation challenges train with. Soft labels meet the prediction as min(p, t), which is the same for
 * 0 and 1 and is best at p = t.
 */
export function defaultLoss({ task, activation }: ModelMetadata, { ignoreIndex }: LossChoice = {}): Loss {
  const options = { fromLogits: activation === 'linear', ...(ignoreIndex !== undefined && { ignoreIndex }) };
  return combine([
    [0.5, task === 'multiclass' ? crossEntropy(options) : binaryCrossEntropy({ ...options, task })],
    [0.5, diceLoss({ ...options, task, smooth: 1, softTarget: 'minimum' })],
  ]);
}

/**
 * The loss that a model is trained with: the given one or the default, of all its outputs. A model that says how much its
 * predictions count, or that its scores tell which classes are there, needs no loss of several outputs from its user.
 */
export function trainingLoss(where: string, model: LayersModel, metadata: ModelMetadata, choice: LossChoice): Loss {
  const loss = choice.loss ?? defaultLoss(metadata, choice);
  checkLossFits(where, loss, metadata);
  const shapes = model.outputs.map(({ shape }) => shape);
  const scores = shapes.find((shape) => shape.length === 2);
  const predictions = shapes.filter((shape) => shape.length !== 2).length;
  return withScores(where, metadata, choice, scores, withPredictions(where, metadata, choice, predictions, loss));
}

/** What the user of a training says about its loss. */
export interface LossChoice {
  readonly loss?: Loss | undefined;
  readonly ignoreIndex?: number | undefined;
}

/** A loss of all predictions of a model. */
function withPredictions(where: string, model: ModelMetadata, choice: LossChoice, count: number, loss: Loss): Loss {
  if (count === 1 || loss.severalOutputs) return loss;
  const isKnown = model.deepSupervision !== undefined || choice.loss === undefined;
  if (isKnown && !loss.readsScores) return deepSupervision(loss, model.deepSupervision);
  const { lossName = 'the loss' } = loss;
  const [what, cure] = loss.readsScores
    ? ['reads one beside the scores', 'auxiliaryLoss(deepSupervision(…), …)']
    : ['is a loss of one', `deepSupervision(${lossName}(…))`];
  throw new OptionError(
    `${where}: the model "${model.architecture}" has ${count} outputs, and ${lossName} ${what}. Supervise all of them: ${cure}.`,
    { option: 'loss', value: lossName },
  );
}

/** A loss that reads a model's scores of the whole picture too, where it puts them out. */
function withScores(
  where: string,
  { architecture, classification, task }: ModelMetadata,
  choice: LossChoice,
  scores: readonly (number | null)[] | undefined,
  loss: Loss,
): Loss {
  const { lossName = 'the loss' } = loss;
  if (!scores === !loss.readsScores) return loss;
  if (!scores) {
    throw new OptionError(
      `${where}: ${lossName} is for scores of the whole picture too, and the model "${architecture}" puts out none. Give the ` +
        `loss of its prediction alone.`,
      { option: 'loss', value: lossName },
    );
  }
  const { ignoreIndex } = choice;
  if (classification === 'presence') {
    return auxiliaryLoss(loss, presenceLoss({ task, ...(ignoreIndex !== undefined && { ignoreIndex }) }));
  }
  const [reader, cure] = choice.loss ? [lossName, `${lossName}(…)`] : ['the default loss', 'diceLoss(…)'];
  throw new OptionError(
    `${where}: the model "${architecture}" also puts out scores of the whole picture, ${describeShape(scores)}, and ${reader} ` +
      `does not read them. Give a loss of both, auxiliaryLoss(${cure}, yourLoss), or train it without: ` +
      `withoutAuxiliaryOutputs(model).`,
    { option: 'loss', value: lossName },
  );
}

/** Refuses a loss of another task, and one that would read probabilities as logits or the other way round. */
export function checkLossFits(where: string, loss: Loss, { task, activation, architecture }: ModelMetadata): void {
  const { lossName = 'the loss' } = loss;
  if (loss.task !== undefined && loss.task !== task) {
    throw new OptionError(
      `${where}: ${lossName} is for task "${loss.task}", the model "${architecture}" for "${task}". Make the loss with { task: '${task}' }.`,
      { option: 'loss', value: lossName },
    );
  }
  const putsOutLogits = activation === 'linear';
  if (loss.fromLogits === undefined || loss.fromLogits === putsOutLogits) return;
  const cure = putsOutLogits
    ? 'Leave fromLogits at true, or build the model with an activation.'
    : `Build the model without an activation (best), or make the loss with { fromLogits: false }.`;
  throw new OptionError(
    `${where}: ${lossName} expects ${loss.fromLogits ? 'logits' : 'probabilities'}, the model "${architecture}" puts out ` +
      `${putsOutLogits ? 'logits' : `probabilities (${activation})`}. ${cure}`,
    { option: 'loss', value: lossName },
  );
}
