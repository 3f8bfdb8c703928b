export { historyFromCsv, historyToCsv } from './csv.js';
export { type CurvesOptions, curves } from './curves.js';
export { type ContactSheetOptions, contactSheet, type SheetRow } from './grid.js';
export type { HistoryRow } from './history.js';
export { type InspectionPageOptions, inspectionPage } from './inspectionPage.js';
export { inspectionText } from './inspectionText.js';
export { escapeMarkup } from './markup.js';
export { type RunPageOptions, runPage } from './page.js';
export type { PageClass, PagePicture } from './pageParts.js';
export { type LinePlotOptions, linePlot } from './plot.js';
export type { PlotPoint, PlotSeries } from './plotLines.js';
export { type PreviewOptions, preview } from './preview.js';
export {
  type TensorBoardEvent,
  type TensorBoardImage,
  tensorBoardEvent,
  tensorBoardHeader,
} from './tensorBoard/tensorBoardEvent.js';
