import { OptionError } from '../core/errors.js';
import { binaryCrossEntropy } from '../losses/binaryCrossEntropy.js';
import { combine } from '../losses/combine.js';
import { crossEntropy } from '../losses/crossEntropy.js';
import { diceLoss } from '../losses/diceLoss.js';
import type { Loss } from '../losses/loss.js';
import type { ModelMetadata } from '../models/metadata.js';

/**
 * Cross-entropy plus Dice, half each: the first gives every pixel a say, the second every class. It is what nnU-Net and
 * most winners of segmentation challenges train with. Soft labels meet the prediction as min(p, t), which is the same for
 * 0 and 1 and is best at p = t.
 */
export function defaultLoss({ task, activation }: ModelMetadata, ignoreIndex?: number): Loss {
  const options = { fromLogits: activation === 'linear', ...(ignoreIndex !== undefined && { ignoreIndex }) };
  return combine([
    [0.5, task === 'multiclass' ? crossEntropy(options) : binaryCrossEntropy({ ...options, task })],
    [0.5, diceLoss({ ...options, task, smooth: 1, softTarget: 'minimum' })],
  ]);
}

/** Refuses a loss of another task, and one that would read probabilities as logits or logits as probabilities. */
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
