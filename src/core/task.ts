/**
 * What a pixel may be, in one word that decides activation, loss, metrics and decoding.
 *
 * - `binary`: one foreground against the background; one output channel, labels 0 and 1.
 * - `multiclass`: exactly one of K classes; K output channels, labels 0 … K−1.
 * - `multilabel`: any of K classes at once; K output channels, K masks of 0 and 1.
 */
export type Task = 'binary' | 'multiclass' | 'multilabel';

/** All tasks, for validation and for loops over them. */
export const tasks: readonly Task[] = ['binary', 'multiclass', 'multilabel'];
