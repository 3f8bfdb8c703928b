import { DataError } from '../core/errors.js';
import type { MaskClasses } from './maskClasses.js';

/** What is known of the file that a mask is from. */
export interface MaskSource {
  /** The greatest value of its format (default 255). */
  readonly white?: number;
  /** The brightness that each stored value stands for. Left out, values are what they are. */
  readonly levels?: Uint8Array;
  /** The values that there are, where that is known already. */
  readonly values?: readonly number[];
  /** Whether nobody else has the labels, so that classes may be written in their place. */
  readonly isOwn?: boolean;
  /** What it was compressed by, if that changes values. */
  readonly lossy?: 'JPEG' | 'lossy WebP';
}

/** Above this a value is rather a grey level than the number of a class. */
const greatestLikelyClass = 127;

/** The error for a mask with values that `isKnown` does not know: the most frequent one, and the likeliest cure. */
export function unknownValues(
  counts: ReadonlyMap<number, number>,
  isKnown: (value: number) => boolean,
  rule: MaskClasses,
  source: MaskSource,
): DataError {
  const { white = 255, lossy } = source;
  const unknown = [...counts].filter(([value]) => !isKnown(value)).sort((a, b) => b[1] - a[1]);
  // Every value of a binary mask may be known, and yet 1 and white not go together.
  const [[value, count], ...rest] = unknown.length > 0 ? unknown : [[white, counts.get(white) ?? 0]];
  const more = rest.length > 0 ? ` (and ${rest.length} more such values)` : '';
  const found = `the mask has the value ${value} in ${count} pixels${more}`;
  const cure = lossy ? cureLoss(counts, rule, lossy) : chooseCure(counts, value, rule, white);
  return new DataError(`${found}, ${expectation(rule, white)} ${cure}`);
}

function expectation({ task, classes, values }: MaskClasses, white: number): string {
  if (values) return `which maskValues (${Object.keys(values).join(', ')}) does not name.`;
  if (task === 'binary') return `but a binary mask holds 0 and 1, or 0 and ${white}.`;
  return `but with ${classes} classes values are 0 … ${classes - 1}.`;
}

function cureLoss(counts: ReadonlyMap<number, number>, { task, values }: MaskClasses, lossy: string): string {
  const reason = `The file is a ${lossy}, which invents values along every edge: save masks as PNG`;
  const isGrey = task === 'binary' && !values && Math.max(...counts.keys()) >= 128;
  return isGrey ? `${reason}, or give threshold: 128.` : `${reason}.`;
}

function chooseCure(counts: ReadonlyMap<number, number>, value: number, rule: MaskClasses, white: number): string {
  const { task, classes, values, ignoreIndex } = rule;
  if (values) return `Add it, or give ignoreIndex: ${value}.`;
  if (task === 'binary') {
    const ignore = `ignoreIndex: ${value} if those pixels do not count, or classes if there are several.`;
    // White beside 1 is no grey level.
    return value === white ? `Give ${ignore}` : `Give a threshold if it is grey, such as 128, ${ignore}`;
  }
  const all = [...counts.keys()];
  if (value === white && all.every((other) => other === 0 || other === white)) {
    return (
      `It holds 0 and ${white} only: that is a binary task. Give task: 'binary' and leave out classes (labels names ` +
      `the foreground alone), or ignoreIndex: ${white} if those pixels do not count.`
    );
  }
  const counted = all.filter((other) => other !== ignoreIndex);
  if (value === classes && Math.min(...counted) > 0 && Math.max(...counted) === classes) {
    const pairs = Array.from({ length: Math.min(classes, 3) }, (_, i) => `${i + 1}: ${i}`);
    return (
      `Do labels begin at 1? Then give maskValues: { ${pairs.join(', ')}${classes > 3 ? ', …' : ''} }. Else give ` +
      `classes: ${classes + 1}, or ignoreIndex: ${value} if those pixels do not count.`
    );
  }
  const ignore = `Give ignoreIndex: ${value} if those pixels do not count`;
  if (value < 0 || value > greatestLikelyClass) return `${ignore}, or maskValues if it stands for a class.`;
  const greatest = Math.max(...all.filter((other) => other <= greatestLikelyClass && other !== ignoreIndex));
  return `${ignore}, classes: ${greatest + 1} if it is a class, or maskValues if it stands for another one.`;
}
