import { OptionError } from '../core/errors.js';

/** Refuses to merge what was measured with other options. */
export function checkSameOptions(where: string, mine: object, state: object): void {
  const theirs = state as Record<string, unknown>;
  for (const [option, value] of Object.entries(mine)) {
    if (JSON.stringify(theirs[option]) === JSON.stringify(value)) continue;
    throw new OptionError(
      `${where}: merge of ${option} ${JSON.stringify(theirs[option])} into ${option} ${JSON.stringify(value)}. ` +
        'Make both with the same options.',
      { option, value: theirs[option] },
    );
  }
}
