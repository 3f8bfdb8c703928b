import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TrainingError } from '../../core/errors.js';
import type { Batch } from '../../data/batch.js';
import { drawDropoutAt } from '../../layers/dropoutPlace.js';
import { toTensors } from '../tensorBatch.js';
import { leafLayers } from '../weights.js';

/** A step whose loss or gradient is not finite, as far as it is known without looking. */
export interface FailedStep {
  readonly epoch: number;
  readonly step: number;
  readonly globalStep: number;
  readonly batches: readonly Batch[];
  /** The loss of each batch. */
  readonly losses: readonly number[];
  readonly loss: number;
  readonly gradientNorm: number;
  /** The first weight whose gradient is not finite. */
  readonly weight: string | undefined;
}

/**
 * The error of a step whose loss or gradient is not finite. It runs the forward pass once more, looking at what each
 * layer puts out, which moves statistics: the caller puts them back.
 */
export async function nonFiniteError(model: LayersModel, failed: FailedStep): Promise<TrainingError> {
  const { epoch, step, loss, gradientNorm } = failed;
  const { batches, picture, layer } = await findOrigin(model, failed);
  const ids = batches.flatMap((batch) => batch.ids);
  const what = Number.isFinite(loss) ? `the gradient is ${gradientNorm} (the loss is ${loss})` : `the loss is ${loss}`;
  const message =
    `fit: ${what} at epoch ${epoch}, step ${step}, pictures ${nameIds(ids)}. ${describeOrigin(failed, picture, layer)} ` +
    `The weights are as before this step.`;
  return new TrainingError(message, { epoch, step, ids, nonFinite: { loss, gradientNorm, layer } });
}

/** Where a step goes wrong first, and in which of its batches; in all of them where that cannot be told. */
interface Origin {
  readonly batches: readonly Batch[];
  readonly picture?: string | undefined;
  readonly layer?: string | undefined;
}

async function findOrigin(model: LayersModel, { batches, losses, globalStep }: FailedStep): Promise<Origin> {
  for (const batch of batches) {
    const picture = nonFinitePicture(batch);
    if (picture !== undefined) return { batches: [batch], picture };
  }
  let firstPicture = 0;
  for (const batch of batches) {
    const layer = await firstNonFiniteLayer(model, batch, { step: globalStep, firstPicture });
    if (layer !== undefined) return { batches: [batch], layer };
    firstPicture += batch.ids.length;
  }
  const atFault = batches.filter((_, i) => !Number.isFinite(losses[i]));
  return { batches: atFault.length > 0 ? atFault : batches };
}

function describeOrigin({ loss, weight }: FailedStep, picture: string | undefined, layer: string | undefined): string {
  if (picture !== undefined) {
    return `Picture ${picture} itself holds NaN or infinity: look at how it is read, its preprocessing and augmentation.`;
  }
  if (layer !== undefined) {
    return `The first layer whose output is not finite is "${layer}": lower the learning rate, or set clipNorm.`;
  }
  if (!Number.isFinite(loss)) {
    return 'All layers put out finite numbers, so that it is the loss itself: look at its masks and pixel weights.';
  }
  const first = weight === undefined ? '' : `, first that of "${weight}"`;
  return `Forward pass and loss are finite, only gradients are not${first}: lower the learning rate, or set clipValue.`;
}

/** The first picture that holds NaN or an infinity. */
function nonFinitePicture({ ids, x }: Batch): string | undefined {
  const size = x.data.length / ids.length;
  const at = x.data.findIndex((value) => !Number.isFinite(value));
  return at < 0 ? undefined : ids[Math.floor(at / size)];
}

/** The name of the first layer, in the order in which they run, whose output is not finite in training. */
async function firstNonFiniteLayer(
  model: LayersModel,
  batch: Batch,
  place: { readonly step: number; readonly firstPicture: number },
): Promise<string | undefined> {
  const probes: { name: string; probe: tf.Tensor }[] = [];
  const watched = leafLayers(model).map((layer) => {
    const own = Object.getOwnPropertyDescriptor(layer, 'call');
    const call = layer.call;
    layer.call = (...words) => {
      const outputs = call.apply(layer, words);
      // 0 for finite values, NaN for others: one number a layer, read when the pass is over.
      for (const output of [outputs].flat()) {
        probes.push({ name: layer.name, probe: tf.keep(tf.tidy(() => tf.sum(tf.mul(output, 0)))) });
      }
      return outputs;
    };
    return { layer, own };
  });
  try {
    tf.tidy(() => {
      drawDropoutAt(place, () => model.apply(toTensors(batch).x, { training: true }));
    });
    for (const { name, probe } of probes) if (Number.isNaN((await probe.data())[0])) return name;
    return undefined;
  } finally {
    for (const { layer, own } of watched) {
      if (own) Object.defineProperty(layer, 'call', own);
      else Reflect.deleteProperty(layer, 'call');
    }
    tf.dispose(probes.map(({ probe }) => probe));
  }
}

/** The first ids in words. */
export function nameIds(ids: readonly string[]): string {
  const shown = ids.slice(0, 8).join(', ');
  return ids.length > 8 ? `${shown} and ${ids.length - 8} more` : shown;
}
