import { OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { type Task, tasks } from '../core/task.js';
import { checkClassWeights } from './reduceScore.js';

/** How labels and scores are to be read, the same for every metric of pixels. */
export interface PixelOptions {
  readonly task: Task;
  /** How many classes there are; left out, as many as `labels`. A binary task has one, the foreground. */
  readonly classes?: number;
  /** The names of the classes. A binary task has one, the foreground; of two, the first is the background. */
  readonly labels?: readonly string[];
  /** A label in `yTrue` that does not count, whatever is predicted there. */
  readonly ignoreIndex?: number;
  /** Whether float predictions are logits (the default) or probabilities. */
  readonly fromLogits?: boolean;
}

/** Options of {@link segmentationMetrics}. */
export interface SegmentationMetricsOptions extends PixelOptions {
  /** The least probability that is positive, for `binary` and `multilabel`; by default 0.5. */
  readonly threshold?: number;
  /** What an undefined score counts as, before any mean; NaN (the default) leaves it out. */
  readonly zeroDivision?: number;
  /** One weight a class, for the reductions `weighted` and `weightedImagewise`. */
  readonly classWeights?: readonly number[];
}

/** {@link PixelOptions}, checked and complete. */
export interface PixelSettings {
  /** Who reads, for errors. */
  readonly where: string;
  readonly task: Task;
  readonly classes: number;
  readonly labels: readonly string[];
  readonly ignoreIndex: number | undefined;
  readonly fromLogits: boolean;
}

/** {@link SegmentationMetricsOptions}, checked and complete. */
export interface SegmentationSettings extends PixelSettings {
  readonly threshold: number;
  readonly zeroDivision: number;
  readonly classWeights: readonly number[] | undefined;
}

/** The names in {@link PixelOptions}. */
export const pixelOptionNames = ['task', 'classes', 'labels', 'ignoreIndex', 'fromLogits'] as const;

/** Checks what every metric of pixels takes, and fills in what was left out. */
export function readPixelOptions(where: string, options: PixelOptions): PixelSettings {
  const { task, ignoreIndex, fromLogits = true } = options;
  checkOneOf(where, 'task', task, tasks);
  checkOneOf(where, 'fromLogits', fromLogits, [true, false]);
  const classes = readClasses(where, options);
  const labels = readLabels(where, options, classes);
  if (ignoreIndex !== undefined) {
    checkNumber(where, 'ignoreIndex', ignoreIndex, { min: -Infinity, integer: true });
    if (task !== 'multiclass' && (ignoreIndex === 0 || ignoreIndex === 1)) {
      throw new OptionError(
        `${where}: ignoreIndex ${ignoreIndex} is a label of a ${task} task. Use a number that is not, such as 255.`,
        { option: 'ignoreIndex', value: ignoreIndex },
      );
    }
  }
  return { where, task, classes, labels, ignoreIndex, fromLogits };
}

/** Checks the options of segmentation metrics, and fills in what was left out. */
export function readSegmentationOptions(where: string, options: SegmentationMetricsOptions): SegmentationSettings {
  checkOptionNames(where, options, [...pixelOptionNames, 'threshold', 'zeroDivision', 'classWeights']);
  const pixel = readPixelOptions(where, options);
  const { threshold = 0.5, zeroDivision = Number.NaN, classWeights } = options;
  checkNumber(where, 'threshold', threshold, { min: 0, max: 1 });
  if (options.threshold !== undefined && pixel.task === 'multiclass') {
    throw new OptionError(`${where}: a multiclass task has no threshold, the largest score wins. Leave it out.`, {
      option: 'threshold',
      value: threshold,
    });
  }
  if (!Number.isNaN(zeroDivision)) checkNumber(where, 'zeroDivision', zeroDivision);
  if (classWeights) checkClassWeights(where, classWeights, pixel.classes);
  return { ...pixel, threshold, zeroDivision, classWeights };
}

function readClasses(where: string, { task, classes, labels }: PixelOptions): number {
  if (task === 'binary') {
    if (classes !== undefined)
      checkNumber(where, 'classes of a binary task', classes, { min: 1, max: 1, integer: true });
    return 1;
  }
  const count = classes ?? labels?.length;
  if (count === undefined) {
    throw new OptionError(`${where}: a ${task} task needs classes, how many there are, or labels, their names.`, {
      option: 'classes',
    });
  }
  checkNumber(where, 'classes', count, { min: 1, integer: true });
  return count;
}

function readLabels(where: string, { task, labels }: PixelOptions, classes: number): readonly string[] {
  if (labels === undefined) {
    return task === 'binary' ? ['foreground'] : Array.from({ length: classes }, (_, i) => `class ${i}`);
  }
  const names = task === 'binary' && labels.length === 2 ? labels.slice(1) : labels;
  if (names.length !== classes) {
    throw new OptionError(`${where}: ${labels.length} labels for ${classes} classes. Give one name a class.`, {
      option: 'labels',
      value: labels,
    });
  }
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) {
    throw new OptionError(`${where}: two classes are called "${repeated}". Give each a name of its own.`, {
      option: 'labels',
      value: labels,
    });
  }
  return names;
}
