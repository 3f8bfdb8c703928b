import { checkOptionNames } from '../core/options.js';
import { type HistoryRow, historyColumns } from './history.js';
import { drawPlot, type LinePlotOptions } from './plot.js';
import type { PlotSeries } from './plotLines.js';

/** Options of {@link curves} and `curvePanels`. */
export interface CurvesOptions {
  /** The epoch to point out. */
  readonly bestEpoch?: number;
  /** The width of a panel in pixels, at least 200. Default 560. */
  readonly width?: number;
  /** The height of a panel in pixels, at least 140. Default 340. */
  readonly height?: number;
}

const known = ['bestEpoch', 'width', 'height'];

/**
 * The learning curves of a training run as one SVG: the loss on the left; on the right Dice and IoU from 0 to 1, where
 * the history has them.
 *
 * Lines are the columns `loss` and `val_loss`, and all whose last word is `dice` or `iou` (`val_dice`, `mean_iou`).
 * Solid is validation, dashed is training. It needs nothing else and follows light and dark mode, like {@link linePlot}.
 *
 * @throws OptionError for unknown options and sizes that are too small.
 * @example
 * ```ts
 * import { curves } from 'segkit';
 *
 * const history = [
 *   { epoch: 1, loss: 0.71, val_loss: 0.66, val_dice: 0.52, val_iou: 0.35 },
 *   { epoch: 2, loss: 0.4, val_loss: 0.38, val_dice: 0.81, val_iou: 0.68 },
 * ];
 * console.log(curves(history, { bestEpoch: 2 }).startsWith('<svg ')); // true
 * ```
 */
export function curves(history: readonly HistoryRow[], options: CurvesOptions = {}): string {
  const panels = drawPanels(history, options);
  const width = panels.reduce((sum, panel) => sum + panel.width, 0);
  const [{ height }] = panels;
  let x = 0;
  const placed = panels.map((panel) => {
    const svg = panel.svg.replace('<svg ', `<svg x="${x}" `);
    x += panel.width;
    return svg;
  });
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${placed.join('')}</svg>`;
}

/** The panels of {@link curves} as SVGs of their own, for a page that puts them below each other where it is narrow. */
export function curvePanels(history: readonly HistoryRow[], options: CurvesOptions = {}): readonly string[] {
  return drawPanels(history, options).map(({ svg }) => svg);
}

/** All panels have one height, that of the one with the longest legend. */
function drawPanels(history: readonly HistoryRow[], options: CurvesOptions): ReturnType<typeof drawPlot>[] {
  const plots = plotsOf(history, options);
  const height = Math.max(...plots.map((plot) => drawPlot(plot).height));
  return plots.map((plot) => drawPlot({ ...plot, height }));
}

function plotsOf(history: readonly HistoryRow[], options: CurvesOptions): LinePlotOptions[] {
  checkOptionNames('curves', options, known);
  const { bestEpoch, width = 560, height = 340 } = options;
  const mark = bestEpoch === undefined ? undefined : { x: bestEpoch, label: `best: epoch ${bestEpoch}` };
  const common = { xLabel: 'Epoch', width, height, ...(mark && { mark }) };
  const columns = historyColumns(history);
  const losses = columns.filter((column) => /^(val_)?loss$/.test(column));
  const scores = columns.filter((column) => /(^|_)(dice|iou)$/.test(column));
  const measures = [...new Set(scores.map(measureOf))];

  const lossSeries = losses.map((column) => seriesOf(history, column, partOf(column), 0));
  const lossPlot = { title: 'Loss', series: lossSeries, ...common };
  if (scores.length === 0) return [lossPlot];
  const parts = new Set(scores.map(partOf));
  const scoreSeries = scores.map((column) => {
    const measure = nameOf(measureOf(column));
    const name = parts.size > 1 ? `${measure}, ${partOf(column)}` : measure;
    return seriesOf(history, column, name, measures.indexOf(measureOf(column)) + 1);
  });
  const title = `${measures.map(nameOf).join(' and ')}${parts.size > 1 ? '' : ` in ${[...parts][0]}`}`;
  return [lossPlot, { title, series: scoreSeries, yRange: [0, 1], ...common }];
}

function seriesOf(history: readonly HistoryRow[], column: string, name: string, color: number): PlotSeries {
  const values = history.map((row) => ({ x: row.epoch, y: row[column] ?? null }));
  return { name, values, color, dashed: partOf(column) === 'training' };
}

const measureOf = (column: string): string => column.replace(/^val_/, '');
const partOf = (column: string): string => (column.startsWith('val_') ? 'validation' : 'training');

/** `mean_iou` → `Mean IoU`. */
function nameOf(measure: string): string {
  const words = measure.split('_').map((word) => (word === 'iou' ? 'IoU' : word === 'dice' ? 'Dice' : word));
  return words.join(' ').replace(/^./, (first) => first.toUpperCase());
}
