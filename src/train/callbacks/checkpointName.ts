import { OptionError } from '../../core/errors.js';

/** What a name may be made of. */
export interface NameNumbers {
  /** The epoch, counted from 1. */
  readonly epoch: number;
  /** Steps of the whole run. */
  readonly step: number;
}

const field = /\{(epoch|step)(?::0?(\d+))?\}/g;

/** Makes names like `cp-0007` of a template like `cp-{epoch:04}`. */
export function checkpointName(template: string): (numbers: NameNumbers) => string {
  const rest = template.replaceAll(field, '');
  if (!field.test(template) || !/^[\w.-]*$/.test(rest)) {
    throw new OptionError(
      `checkpoint: name is ${JSON.stringify(template)}. It must contain {epoch} or {step}, as in 'cp-{epoch:04}', and otherwise ` +
        `letters, digits, dots, dashes and underscores.`,
      { option: 'name', value: template },
    );
  }
  return (numbers) =>
    template.replaceAll(field, (_, name: 'epoch' | 'step', width = '0') =>
      String(numbers[name]).padStart(Number(width), '0'),
    );
}
