import { OptionError } from '../core/errors.js';
import { binaryCrossEntropy } from '../losses/binaryCrossEntropy.js';
import { combine } from '../losses/combine.js';
import { crossEntropy } from '../losses/crossEntropy.js';
import { deepSupervision } from '../losses/deepSupervision.js';
import { diceLoss } from '../losses/diceLoss.js';
import type { Loss } from '../losses/loss.js';
import type { ModelMetadata } from '../models/metadata.js';

/**
 * Cross-entropy plus Dice, half each: the first gives every pixel a say, the second every class. It is what nnU-Net and
 * most winners of segmentation challenges train with. Soft labels meet the prediction as min(p, t), which is the same for
 * 0 and 1 and is best at p = t. A model of several outputs is supervised at all of them.
 */
export function defaultLoss(
  { task, activation }: ModelMetadata,
  { ignoreIndex, outputs = 1 }: { readonly ignoreIndex?: number | undefined; readonly outputs?: number } = {},
): Loss {
  const options = { fromLogits: activation === 'linear', ...(ignoreIndex !== undefined && { ignoreIndex }) };
  const loss = combine([
    [0.5, task === 'multiclass' ? crossEntropy(options) : binaryCrossEntropy({ ...options, task })],
    [0.5, diceLoss({ ...options, task, smooth: 1, softTarget: 'minimum' })],
  ]);
  return outputs === 1 ? loss : deepSupervision(loss);
}

/** Refuses a loss of another task, one that would read probabilities as logits or the other way round, and one of a single output. */
export function checkLossFits(
  where: string,
  loss: Loss,
  { task, activation, architecture }: ModelMetadata,
  outputs = 1,
): void {
  const { lossName = 'the loss' } = loss;
  if (outputs > 1 && !loss.severalOutputs) {
    throw new OptionError(
      `${where}: the model "${architecture}" has ${outputs} outputs, and ${lossName} is a loss of one. Supervise all of them: ` +
        `deepSupervision(${lossName}(…)).`,
      { option: 'loss', value: lossName },
    );
  }
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
