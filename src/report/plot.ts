import { OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { niceTicks } from './axis.js';
import { legend } from './legend.js';
import { escapeMarkup } from './markup.js';
import { drawAxes, powerTicks, xDomain, xTicksOf, yDomain } from './plotAxes.js';
import { darkStyle, lightColors } from './plotColors.js';
import { drawLine, drawMark, type Frame, type Line, lineOf, type PlotSeries } from './plotLines.js';
import { fontSize, round, svgText } from './svgText.js';
import { fitText, textWidth } from './textWidth.js';

/** Options of {@link linePlot}. */
export interface LinePlotOptions {
  readonly title?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
  readonly series: readonly PlotSeries[];
  /** Pixels, at least 200. Default 640. */
  readonly width?: number;
  /** Pixels, at least 140; a long legend makes it more. Default 360. */
  readonly height?: number;
  /** The ends of the y axis; `'auto'`, the default, shows all values. What lies beyond is cut off. */
  readonly yRange?: readonly [low: number | 'auto', high: number | 'auto'];
  /** `'log'` gives each power of ten the same width; all places must then be above 0. Default `'linear'`. */
  readonly xScale?: 'linear' | 'log';
  /** A place on the x axis to point out, for instance the best epoch. */
  readonly mark?: { readonly x: number; readonly label: string };
}

const known = ['title', 'xLabel', 'yLabel', 'series', 'width', 'height', 'yRange', 'xScale', 'mark'];
const fonts = `system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif`;
const pad = 16;
const titleSize = 16;

/**
 * Draws lines over a common x axis and gives them back as an SVG that needs nothing else: no script, no font, no file.
 *
 * In a browser it follows the reader's light or dark mode; elsewhere it is light. A line of up to 60 points shows them
 * as dots that tell their numbers when pointed at. Values beyond ±1e300 are drawn there.
 *
 * @throws OptionError for unknown options, a size below 200×140, or a `yRange` that does not rise.
 * @example
 * ```ts
 * import { linePlot } from 'segkit';
 *
 * const svg = linePlot({
 *   title: 'Loss',
 *   xLabel: 'Epoch',
 *   series: [{ name: 'training', values: [{ x: 1, y: 0.9 }, { x: 2, y: 0.4 }, { x: 3, y: 0.3 }] }],
 *   mark: { x: 3, label: 'best' },
 * });
 * console.log(svg.startsWith('<svg ')); // true
 * ```
 */
export function linePlot(options: LinePlotOptions): string {
  return drawPlot(options).svg;
}

/** A plot and its size, which a long legend makes greater than what was asked for. */
export function drawPlot(options: LinePlotOptions): {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
} {
  checkOptions(options);
  const {
    title = '',
    xLabel = '',
    yLabel = '',
    width = 640,
    height: wanted = 360,
    yRange,
    xScale = 'linear',
    mark,
  } = options;
  const lines = options.series.map(lineOf);
  const points = lines.flatMap((line) => line.runs.flat());
  const names = legend(lines, width - 2 * pad);

  const legendTop = pad + (title ? titleSize + 10 : 0);
  const top = legendTop + names.height + (mark ? 26 : 12);
  const below = (xLabel ? 46 : 26) + pad / 2;
  const height = Math.max(wanted, top + 60 + below);
  const bottom = height - below;
  const rows = Math.max(2, (bottom - top) / 46);
  const [low, high] = yDomain(
    points.map(({ y }) => y),
    yRange ?? ['auto', 'auto'],
    rows,
  );
  const yTicks = niceTicks(low, high, rows);
  const widest = Math.max(0, ...yTicks.labels.map(labelWidth));
  const left = Math.ceil(pad + (yLabel ? 20 : 0) + widest + 9);
  const right = width - pad - 8;
  const places = [...points.map(({ x }) => x), ...(mark ? [mark.x] : [])];
  const place = xScale === 'log' ? Math.log10 : (value: number): number => value;
  const [first, last] = xDomain(places.map(place));
  const xTicks = xScale === 'log' ? powerTicks(first, last) : xTicksOf(places, [first, last], right - left);
  const frame: Frame = {
    ...{ left, right, top, bottom },
    x: (value) => left + (right - left) * ((place(value) - first) / (last - first)),
    y: (value) => bottom - (bottom - top) * ((value - low) / (high - low)),
  };
  const centre = (left + right) / 2;
  const middle = (top + bottom) / 2;
  const turned = ` transform="rotate(-90 ${pad + 4} ${round(middle)})"`;

  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" `,
    `class="segkit-plot" role="img" aria-label="${escapeMarkup(describe(options, lines))}" `,
    `font-family="${fonts}" font-size="${fontSize}">${darkStyle}`,
    `<rect class="paper" width="${width}" height="${height}" fill="${lightColors.paper}"/>`,
    title && heading(fitText(title, width - 2 * pad, (part) => textWidth(part, titleSize * 1.06))),
    `<g transform="translate(${pad} ${legendTop})">${names.svg}</g>`,
    drawAxes(frame, xTicks, yTicks),
    xLabel && svgText(fitText(xLabel, right - left, labelWidth), centre, height - pad + 2, 'middle', 'soft'),
    yLabel && svgText(fitText(yLabel, bottom - top, labelWidth), pad + 4, middle, 'middle', 'soft', turned),
    mark ? drawMark(frame, mark) : '',
    points.length === 0 ? svgText('no values', centre, middle, 'middle', 'soft') : '',
    // An inner <svg> clips without an id, which would have to be unique in a page of several plots.
    `<svg x="${left - 6}" y="${top - 6}" width="${right - left + 12}" height="${bottom - top + 12}" overflow="hidden">`,
    `<g transform="translate(${6 - left} ${6 - top})">`,
    ...lines.map((line) => drawLine(frame, line, mark?.x)),
    '</g></svg></svg>',
  ].join('');
  return { svg, width, height };
}

const labelWidth = (text: string): number => textWidth(text, fontSize);

const heading = (title: string): string =>
  svgText(title, pad, pad + titleSize - 2, 'start', 'ink', ` font-size="${titleSize}" font-weight="600"`);

function checkOptions(options: LinePlotOptions): void {
  checkOptionNames('linePlot', options, known);
  checkNumber('linePlot', 'width', options.width ?? 640, { min: 200 });
  checkNumber('linePlot', 'height', options.height ?? 360, { min: 140 });
  if (options.mark) checkNumber('linePlot', 'mark.x', options.mark.x, { min: -1e300, max: 1e300 });
  checkOneOf('linePlot', 'xScale', options.xScale ?? 'linear', ['linear', 'log']);
  if (options.xScale === 'log') checkPositive(options);
  const [low, high] = options.yRange ?? ['auto', 'auto'];
  if (low !== 'auto') checkNumber('linePlot', 'yRange[0]', low, { min: -1e300, max: 1e300 });
  if (high !== 'auto') checkNumber('linePlot', 'yRange[1]', high, { min: -1e300, max: 1e300 });
  if (low === 'auto' || high === 'auto' || high > low) return;
  const message = `linePlot: yRange is [${low}, ${high}]. The second number must be greater than the first.`;
  throw new OptionError(message, { option: 'yRange', value: options.yRange });
}

/** Nothing at or below 0 has a place on a logarithmic axis. */
function checkPositive({ series, mark }: LinePlotOptions): void {
  const places = [...series.flatMap(({ values }) => values.map(({ x }) => x)), ...(mark ? [mark.x] : [])];
  const value = places.find((x) => !(x > 0));
  if (value === undefined) return;
  throw new OptionError(`linePlot: x is ${value}, which has no place on xScale 'log'. Leave it out, or use 'linear'.`, {
    option: 'xScale',
    value,
  });
}

/** The plot in a sentence, for those who cannot see it. */
function describe({ title, xLabel, yLabel, mark }: LinePlotOptions, lines: readonly Line[]): string {
  const what = [title, [yLabel, xLabel].filter(Boolean).join(' over ')].filter(Boolean).join(', ');
  const ends = lines.map(({ name, runs }) => {
    const last = runs.at(-1)?.at(-1);
    return last ? `${name} ends at ${Number(last.y.toPrecision(4))}` : `${name} has no values`;
  });
  const best = mark ? [`${mark.label} at ${mark.x}`] : [];
  return `${what || 'Line plot'}: ${[...ends, ...best].join('; ')}.`;
}
