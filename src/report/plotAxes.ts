import { niceDomain, niceTicks, type Ticks, widen } from './axis.js';
import { lightColors } from './plotColors.js';
import type { Frame } from './plotLines.js';
import { fontSize, round, svgText } from './svgText.js';
import { textWidth } from './textWidth.js';

/** The ends of the y axis: those that are asked for, and round numbers for the rest. */
export function yDomain(
  values: readonly number[],
  [from, to]: readonly [number | 'auto', number | 'auto'],
  count: number,
): readonly [number, number] {
  const least = from === 'auto' ? values.reduce((min, y) => Math.min(min, y), Infinity) : from;
  const most = to === 'auto' ? values.reduce((max, y) => Math.max(max, y), -Infinity) : to;
  if (from !== 'auto' && to !== 'auto') return [from, to];
  // No values, or all of them beyond the one end that was asked for.
  if (!(most > least) && from !== 'auto') return [from, from + Math.max(1, Math.abs(from) * 0.1)];
  if (!(most > least) && to !== 'auto') return [to - Math.max(1, Math.abs(to) * 0.1), to];
  if (!(most >= least)) return [0, 1];
  const [low, high] = niceDomain(least, most, count);
  return [from === 'auto' ? low : from, to === 'auto' ? high : to];
}

/** The ends of the x axis: the first and the last value, so that lines use the whole width. */
export function xDomain(values: readonly number[]): readonly [number, number] {
  const low = values.reduce((min, x) => Math.min(min, x), Infinity);
  const high = values.reduce((max, x) => Math.max(max, x), -Infinity);
  if (values.length === 0) return [0, 1];
  return low === high && Number.isInteger(low) && Math.abs(low) < 1e9 ? [low - 1, low + 1] : widen(low, high);
}

/** Marks whose labels do not run into each other; whole numbers where all values are whole, such as epochs. */
export function xTicksOf(values: readonly number[], [first, last]: readonly [number, number], width: number): Ticks {
  const integer = values.every(Number.isInteger);
  if (integer && values.length > 0 && new Set(values).size === 1) {
    const only = niceTicks(first, last, 2, true);
    const index = only.values.indexOf(values[0]);
    if (index >= 0) return { ...only, values: [values[0]], labels: [only.labels[index]] };
  }
  for (let count = Math.max(1, Math.floor(width / 56)); ; count--) {
    const ticks = niceTicks(first, last, count, integer);
    const widest = Math.max(0, ...ticks.labels.map((label) => textWidth(label, fontSize)));
    if (count === 1 || (ticks.step / (last - first)) * width >= widest + 10) return ticks;
  }
}

/** Marks at the powers of ten between two exponents; where there is none, at the ends. */
export function powerTicks(first: number, last: number): Ticks {
  const every = Math.max(1, Math.ceil((last - first) / 10));
  const exponents: number[] = [];
  for (let exponent = Math.ceil(first); exponent <= last; exponent += every) exponents.push(exponent);
  const values = exponents.length > 0 ? exponents.map((exponent) => 10 ** exponent) : [10 ** first, 10 ** last];
  return { values, labels: values.map((value) => value.toExponential(exponents.length > 0 ? 0 : 1)), step: every };
}

/** Lines across at the marks of y, a base line with the marks of x, and the numbers beside them. */
export function drawAxes({ left, right, bottom, x, y }: Frame, xTicks: Ticks, yTicks: Ticks): string {
  const { axis, grid } = lightColors;
  const rows = yTicks.values.map((value, i) => {
    const at = round(y(value));
    const line = `<line class="grid" x1="${left}" x2="${right}" y1="${at}" y2="${at}" stroke="${grid}"/>`;
    return line + svgText(yTicks.labels[i], left - 9, at + 4, 'end', 'soft');
  });
  const columns = xTicks.values.map((value, i) => {
    const at = round(x(value));
    const line = `<line class="axis" x1="${at}" x2="${at}" y1="${bottom}" y2="${bottom + 5}" stroke="${axis}"/>`;
    const furthest = right + 20 - textWidth(xTicks.labels[i], fontSize) / 2; // so that a long label stays in the picture
    return line + svgText(xTicks.labels[i], Math.min(at, furthest), bottom + 19, 'middle', 'soft');
  });
  const base = `<line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}" stroke="${axis}"/>`;
  return `<g class="y-axis">${rows.join('')}</g><g class="x-axis">${base}${columns.join('')}</g>`;
}
