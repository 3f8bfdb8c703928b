import type * as layers from '@tensorflow/tfjs-layers';
import { WeightsError } from '../../core/errors.js';

/** Which rules a file follows: what Keras 2 did, what Keras 3 does, or what TensorFlow.js itself does. */
export type KerasVersion = 2 | 3 | 'tfjs';

/** What is known while a model is built from a file. */
export interface KerasContext {
  /** The function to name in messages, for instance `loadKeras`. */
  readonly where: string;
  /** What messages call the file. */
  readonly file: string;
  readonly version: KerasVersion;
  /** How many more numbers the weights may have, so that a file cannot ask for more memory than it brings weights for. */
  spare: number;
  /** Layers that were made, to be disposed if the whole fails. */
  readonly made: layers.layers.Layer[];
}

/** An error about the file that a model is built from. */
export function kerasError(
  { where, file }: Pick<KerasContext, 'where' | 'file'>,
  what: string,
  cause?: unknown,
): WeightsError {
  return new WeightsError(`${where}: ${file}: ${what}`, { file, cause });
}

/** What somebody else's error says, in one line that ends in a full stop. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.trim().split('\n')[0].slice(0, 300);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
