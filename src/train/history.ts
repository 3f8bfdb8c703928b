import { DataError } from '../core/errors.js';
import { fromExactJson, toExactJson } from '../core/exactJson.js';
import type { Evaluation } from './evaluate.js';

/** The numbers of one epoch. */
export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number;
  /** The time of the epoch in seconds, validation included. */
  readonly seconds: number;
  /** At the last step of the epoch. */
  readonly learningRate: number;
  /** The mean training loss over the pictures of the epoch, each with the weights of its moment. */
  readonly loss: number;
  /** After the epoch, where there is validation data and its turn has come. */
  readonly validation?: Evaluation;
  /** Steps that were left out because loss or gradient was not finite; absent where there were none. */
  readonly skipped?: number;
}

/** What {@link fit} gives back; plain data that can be written as JSON, see {@link historyToJson}. */
export interface TrainingHistory {
  /** The numbers of each epoch, the first one first; after a resume those from before it too. */
  readonly epochs: readonly EpochRecord[];
  /** The epoch whose weights the model ends with. */
  readonly bestEpoch: number | undefined;
  /** Why the run ended: all epochs were done, its `signal` was aborted, or a callback called `stop()`. */
  readonly stopped: 'finished' | 'aborted' | 'callback';
  /** The time of the whole run in seconds, before a resume too. */
  readonly seconds: number;
}

/**
 * A history as JSON. Scores that are no number (NaN, where a class never occurs) are kept as such:
 * `{ "$number": "NaN" }`.
 *
 * @example
 * ```ts
 * import { historyFromJson, historyToJson, type TrainingHistory } from 'segkit';
 *
 * const epochs = [{ epoch: 1, seconds: 2, learningRate: 0.001, loss: 0.7 }];
 * const history: TrainingHistory = { epochs, bestEpoch: 1, stopped: 'finished', seconds: 2 };
 * console.log(historyFromJson(historyToJson(history)).epochs[0].loss); // 0.7
 * ```
 */
export function historyToJson(history: TrainingHistory): string {
  return `${toExactJson(history, 2)}\n`;
}

/**
 * Reads what {@link historyToJson} wrote.
 *
 * @throws {@link DataError} for what is no such JSON.
 *
 * @example
 * ```ts
 * import { historyFromJson } from 'segkit';
 *
 * console.log(historyFromJson('{ "epochs": [], "stopped": "finished", "seconds": 0 }').epochs.length); // 0
 * ```
 */
export function historyFromJson(text: string): TrainingHistory {
  let value: unknown;
  try {
    value = fromExactJson(text);
  } catch (cause) {
    throw new DataError(`historyFromJson: this is no JSON (${(cause as Error).message}).`, { cause });
  }
  const history = value as TrainingHistory | null;
  if (Array.isArray(history?.epochs) && typeof history.seconds === 'number') return history;
  throw new DataError('historyFromJson: this JSON is no history. Give what historyToJson(history) made.');
}
