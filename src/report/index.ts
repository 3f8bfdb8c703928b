export { historyFromCsv, historyToCsv } from './csv.js';
export { type CurvesOptions, curvePanels, curves } from './curves.js';
export type { HistoryRow } from './history.js';
export { escapeMarkup } from './markup.js';
export { type LinePlotOptions, linePlot } from './plot.js';
export type { PlotPoint, PlotSeries } from './plotLines.js';
