/** Marks along an axis: evenly spaced, at multiples of 1, 2 or 5 times a power of ten. */
export interface Ticks {
  readonly values: readonly number[];
  readonly labels: readonly string[];
  /** The distance of two marks. */
  readonly step: number;
}

/** A step of `mantissa · 10^exponent`. Kept apart, since `0.1 · 3` is not `0.3`, but `3e-1` is. */
interface Step {
  readonly mantissa: number;
  readonly exponent: number;
}

/**
 * Marks inside `[min, max]`, about as many as wanted.
 *
 * The step is the one of `1, 2, 5 · 10^k` that comes nearest to `(max − min) / count`; `integer` allows none below 1.
 * Values are the decimal numbers themselves (`0.3`, never `0.30000000000000004`), and labels show just the decimals
 * that the step needs, with a power of ten for the huge and the tiny.
 */
export function niceTicks(min: number, max: number, count: number, integer = false): Ticks {
  const step = niceStep((max - min) / Math.max(1, count), integer);
  const size = multipleOf(1, step);
  const slack = 1e-9; // so that rounding does not lose a mark that lies on the end
  const first = Math.ceil(min / size - slack);
  const last = Math.floor(max / size + slack);
  const values = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => multipleOf(first + i, step));
  return { values, labels: labelsOf(values, step.exponent), step: size };
}

/**
 * The ends of an axis that shows all values: rounded outwards to whole steps.
 *
 * Values that do not differ get room on both sides, so that a constant is a line in the middle.
 */
export function niceDomain(min: number, max: number, count: number): readonly [number, number] {
  const [low, high] = widen(min, max);
  const step = niceStep((high - low) / Math.max(1, count), false);
  const size = multipleOf(1, step);
  const slack = 1e-9;
  return [multipleOf(Math.floor(low / size + slack), step), multipleOf(Math.ceil(high / size - slack), step)];
}

/** The same ends, moved apart if nothing lies between them that a number could tell apart. */
export function widen(min: number, max: number): readonly [number, number] {
  const largest = Math.max(Math.abs(min), Math.abs(max));
  if (max - min > Math.max(largest * 1e-9, 1e-290)) return [min, max];
  const room = largest < 1e-290 ? 1 : largest * 0.1;
  return [min - room, max + room];
}

function niceStep(raw: number, integer: boolean): Step {
  let exponent = Math.floor(Math.log10(raw));
  const fraction = raw / 10 ** exponent;
  // The geometric means of neighbours part them: √2, √10, √50.
  let mantissa = fraction < Math.SQRT2 ? 1 : fraction < Math.sqrt(10) ? 2 : fraction < Math.sqrt(50) ? 5 : 10;
  if (mantissa === 10) [mantissa, exponent] = [1, exponent + 1];
  return integer && exponent < 0 ? { mantissa: 1, exponent: 0 } : { mantissa, exponent };
}

const multipleOf = (index: number, { mantissa, exponent }: Step): number =>
  Number(`${index * mantissa}e${exponent}`) + 0;

/** Labels of one style for all marks of an axis. */
function labelsOf(values: readonly number[], stepExponent: number): readonly string[] {
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const power = largest === 0 ? 0 : Number(largest.toExponential().split('e')[1]);
  const digits = power - stepExponent;
  const isFar = power >= 6 || stepExponent < -5;
  const isScientific = (isFar && digits <= 4) || power >= 16 || stepExponent < -12;
  return values.map((value) => {
    if (value === 0) return '0';
    const sign = value < 0 ? '−' : '';
    if (!isScientific) return sign + grouped(Math.abs(value).toFixed(Math.max(0, -stepExponent)));
    return `${sign}${scaled(Math.abs(value), power, Math.max(0, digits))}×10${superscript(power)}`;
  });
}

/** `value / 10^power` with a fixed number of decimals; through text, since `10 ** -320` is not exact. */
function scaled(value: number, power: number, decimals: number): string {
  const [mantissa, exponent] = value.toExponential().split('e');
  return Number(`${mantissa}e${Number(exponent) - power}`).toFixed(Math.min(decimals, 15));
}

const superscript = (power: number): string =>
  [...String(power)].map((character) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(character)] ?? '⁻').join('');

/** Commas between thousands from five digits on. */
function grouped(text: string): string {
  const [whole, decimals] = text.split('.');
  if (whole.length < 5) return text;
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? groups : `${groups}.${decimals}`;
}
