import { OptionError } from './errors.js';

/**
 * Refuses option names that do not exist, with the nearest one that does. TypeScript finds them too, but not in
 * JavaScript, in JSON or through a spread.
 */
export function checkOptionNames(where: string, options: object, known: readonly string[]): void {
  for (const option of Object.keys(options)) {
    if (known.includes(option)) continue;
    const nearest = nearestName(option, known);
    const cure = nearest ? `Did you mean "${nearest}"?` : `Known options: ${known.join(', ')}.`;
    throw new OptionError(`${where}: unknown option "${option}". ${cure}`, { option });
  }
}

/** Refuses a value that is not one of the listed ones. */
export function checkOneOf<T>(where: string, option: string, value: T, allowed: readonly T[]): void {
  if (allowed.includes(value)) return;
  const list = allowed.map((name) => JSON.stringify(name)).join(', ');
  throw new OptionError(`${where}: ${option} is ${JSON.stringify(value)}. Use one of ${list}.`, { option, value });
}

/** Refuses a number outside `[min, max]`, and whatever is no number; `integer` refuses fractions too. */
export function checkNumber(
  where: string,
  option: string,
  value: unknown,
  range: { min?: number; max?: number; integer?: boolean } = {},
): void {
  const { min = -Infinity, max = Infinity, integer = false } = range;
  const isRight =
    typeof value === 'number' &&
    value >= min &&
    value <= max &&
    (integer ? Number.isInteger(value) : !Number.isNaN(value));
  if (isRight) return;
  const bounds =
    min === -Infinity && max === Infinity ? '' : max === Infinity ? ` of at least ${min}` : ` from ${min} to ${max}`;
  throw new OptionError(
    `${where}: ${option} is ${typeof value === 'string' ? JSON.stringify(value) : String(value)}. ` +
      `It must be a ${integer ? 'whole ' : ''}number${bounds}.`,
    { option, value },
  );
}

/** The known name within two edits of `name`, if there is one. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = 3;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Levenshtein distance: insertions, deletions and substitutions. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, substitution));
    }
    row = next;
  }
  return row[b.length];
}
