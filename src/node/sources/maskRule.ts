import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOneOf } from '../../core/options.js';
import type { Task } from '../../core/task.js';
import type { DatasetInfo } from '../../data/dataset.js';
import type { MaskClasses } from '../../data/maskClasses.js';
import type { ColorTable } from '../../raster/labelsFromColors.js';

/** What the masks of files mean. */
export interface MaskOptions extends DatasetInfo {
  /** Default `binary` without `classes` or with one of them, else `multiclass`. One file holds no `multilabel` mask. */
  readonly task?: Task;
  /** The grey level from which a pixel of a binary mask is foreground, a whole number from 1 to 255; 128 is half. */
  readonly threshold?: number;
  /** The class of each value that masks hold, such as `{ 0: 0, 128: 1, 255: 2 }`. Other values are errors. */
  readonly maskValues?: Readonly<Record<number, number>>;
  /** The class of each colour that masks hold, such as `{ '#ff0000': 1 }`. Other colours are errors. */
  readonly colors?: ColorTable;
}

/** The names of all options, for those who take them too. */
export const maskOptionNames = [
  ...['task', 'classes', 'labels', 'ignoreIndex'],
  ...['threshold', 'maskValues', 'colors'],
] as const;

/** How masks are read. */
export interface MaskRule extends MaskClasses {
  readonly labels?: readonly string[];
  readonly threshold?: number;
  readonly colors?: ColorTable;
}

type Fail = (option: keyof MaskOptions, message: string) => never;

/** Checks the options against each other, and fills in what follows from them. */
export function maskRule(where: string, options: MaskOptions): MaskRule {
  const { labels, ignoreIndex, threshold, maskValues: values, colors } = options;
  const fail: Fail = (option, message) => {
    throw new OptionError(`${where}: ${message}`, { option, value: options[option] });
  };
  const { task, classes } = taskOf(where, options, fail);
  if (ignoreIndex !== undefined) checkNumber(where, 'ignoreIndex', ignoreIndex, { integer: true });
  if (task === 'binary' && (ignoreIndex === 0 || ignoreIndex === 1)) {
    fail('ignoreIndex', `ignoreIndex ${ignoreIndex} is a label of a binary task. Use another number, such as 255.`);
  }
  const readings = (['threshold', 'maskValues', 'colors'] as const).filter((name) => options[name] !== undefined);
  if (readings.length > 1) fail(readings[1], `${readings.join(' and ')} are two ways to read a mask. Choose one.`);
  if (threshold !== undefined) {
    checkThreshold(where, threshold, fail);
    if (task !== 'binary') fail('threshold', 'threshold makes binary masks, but there are several classes.');
    if (ignoreIndex !== undefined) fail('ignoreIndex', 'a threshold leaves no label to ignore. Leave out one of them.');
  }
  const rule = { task, classes, labels, ignoreIndex, threshold, values, colors };
  for (const name of ['maskValues', 'colors'] as const) checkTargets(name, rule, options[name], fail);
  return rule;
}

function taskOf(where: string, options: MaskOptions, fail: Fail): Pick<MaskRule, 'task' | 'classes'> {
  const { labels } = options;
  const named = options.classes ?? labels?.length;
  const task = options.task ?? (named === undefined || named === 1 ? 'binary' : 'multiclass');
  if (task === 'multilabel') {
    return fail(
      'task',
      'a mask file holds one label a pixel, not several. Use arrayDataset, or a Dataset of your own.',
    );
  }
  checkOneOf(where, 'task', task, ['binary', 'multiclass']);
  const classes = named ?? (task === 'binary' ? 1 : undefined);
  if (classes === undefined) return fail('classes', 'task multiclass needs classes, or labels that name them.');
  checkNumber(where, 'classes', classes, { min: 1, integer: true });
  if (labels && labels.length !== classes) {
    fail('labels', `labels names ${labels.length} classes, classes is ${classes}. Make them agree.`);
  }
  if (task === 'binary' && classes !== 1) {
    fail('classes', `a binary task has one class, not ${classes}: the background is none. Leave classes out.`);
  }
  return { task, classes };
}

function checkThreshold(where: string, threshold: number, fail: Fail): void {
  if (threshold > 0 && threshold < 1) {
    fail(
      'threshold',
      `threshold is a grey level, a whole number from 1 to 255: ${threshold} would make every grey foreground. 128 is half.`,
    );
  }
  checkNumber(where, 'threshold', threshold, { min: 1, max: 255, integer: true });
}

/** Refuses a table of values or colours that names a class which does not exist. */
function checkTargets(
  name: 'maskValues' | 'colors',
  rule: MaskRule,
  table: Readonly<Record<string, number>> | undefined,
  fail: Fail,
): void {
  for (const [key, target] of Object.entries(table ?? {})) {
    if (name === 'maskValues' && !Number.isInteger(Number(key))) {
      fail(name, `maskValues names the value ${JSON.stringify(key)}. Values of masks are whole numbers.`);
    }
    if (isClass(rule, target)) continue;
    const cure = rule.task === 'binary' ? 'Give classes if there are several' : 'Raise classes';
    const said = `${name} makes the class ${target} of ${JSON.stringify(key)}`;
    fail(name, `${said}, but classes are 0 … ${lastClass(rule)}. ${cure}, or name it as ignoreIndex.`);
  }
}

/** The greatest label that masks may have beside the ignored one. */
export const lastClass = ({ task, classes }: MaskClasses): number => (task === 'binary' ? 1 : classes - 1);

/** Whether masks may have a label. */
export const isClass = (rule: MaskClasses, label: number): boolean =>
  label === rule.ignoreIndex || (Number.isInteger(label) && label >= 0 && label <= lastClass(rule));
