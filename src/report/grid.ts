import { OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { colorizeLabels, type LabelColorsOptions } from '../raster/colorizeLabels.js';
import { convertChannels } from '../raster/convertChannels.js';
import type { LabelMap } from '../raster/labelMap.js';
import { letterbox } from '../raster/letterbox.js';
import { overlay } from '../raster/overlay.js';
import type { Raster } from '../raster/raster.js';
import { toUint8 } from '../raster/toUint8.js';
import { drawnWidth, drawText } from './drawText.js';
import { fitText } from './textWidth.js';

/** A picture of a contact sheet with its masks. */
export interface SheetRow {
  /** What stands below it on the left. */
  readonly id: string;
  /** What stands below it on the right, for instance `Dice 0.93`. */
  readonly note?: string;
  readonly image: Raster;
  readonly truth?: LabelMap;
  readonly prediction?: LabelMap;
}

/** Options of {@link contactSheet}. */
export interface ContactSheetOptions extends LabelColorsOptions {
  /** The width of a picture on the sheet in pixels, at least 32. Default 240. */
  readonly cell?: number;
  /** How many rows stand beside each other. Default 1. */
  readonly columns?: number;
  /** Whether masks are shown in plain colours (default) or laid over the picture. */
  readonly masks?: 'colors' | 'overlay';
  /** Whether ids and notes are drawn on the sheet (default), or the pictures alone, for a page that has its own words. */
  readonly captions?: 'drawn' | 'none';
}

/** The measures of a sheet in pixels. */
interface Layout {
  readonly cell: { readonly width: number; readonly height: number };
  readonly gap: number;
  readonly margin: number;
  /** The height of the headings, and of the words below a row. */
  readonly heading: number;
  readonly caption: number;
  /** The height of capitals. */
  readonly textSize: number;
  /** The grey level between pictures. */
  readonly paper: number;
}

const paper = 255;
const neutral = 128; // between pictures without captions, whose page may be light or dark
const ink = [28, 33, 40];
const soft = [89, 98, 109];
const known = ['cell', 'columns', 'masks', 'captions', 'colors', 'ignoreIndex'];

/**
 * Puts pictures, true masks and predicted ones next to each other on one sheet: a row for each picture, with its id and
 * a note. Pictures keep their proportions; where none has a truth or a prediction, there is no column for it.
 *
 * @returns 8-bit `[H,W,3]`.
 * @throws OptionError for no rows, unknown options or a label without a colour; ShapeError if a mask that is to be laid
 * over a picture has another size.
 * @example
 * ```ts
 * import { contactSheet } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 48).fill(90), width: 64, height: 48, channels: 1 };
 * const truth = { data: new Uint8Array(64 * 48).fill(1, 0, 1000), width: 64, height: 48 };
 * const sheet = contactSheet([{ id: 'cell_7', note: 'Dice 1.000', image, truth, prediction: truth }], { cell: 96 });
 * console.log(sheet.width, sheet.height);
 * ```
 */
export function contactSheet(rows: readonly SheetRow[], options: ContactSheetOptions = {}): Raster {
  checkOptionNames('contactSheet', options, known);
  const { cell = 240, columns = 1, masks = 'colors', captions = 'drawn' } = options;
  checkNumber('contactSheet', 'cell', cell, { min: 32, integer: true });
  checkNumber('contactSheet', 'columns', columns, { min: 1, integer: true });
  checkOneOf('contactSheet', 'masks', masks, ['colors', 'overlay'] as const);
  checkOneOf('contactSheet', 'captions', captions, ['drawn', 'none'] as const);
  if (rows.length === 0) {
    throw new OptionError('contactSheet: there are no rows. Give it at least one picture.', { option: 'rows' });
  }
  const kinds = (['truth', 'prediction'] as const).filter((kind) => rows.some((row) => row[kind]));
  const layout = layoutOf(rows, cell, captions);
  const { gap, margin } = layout;
  const blockWidth = (kinds.length + 1) * (cell + gap) - gap;
  const rowHeight = layout.cell.height + layout.caption;
  const across = Math.min(columns, rows.length);
  const down = Math.ceil(rows.length / across);
  const width = 2 * margin + across * (blockWidth + 5 * gap) - 5 * gap;
  const height = 2 * margin + layout.heading + down * (rowHeight + gap) - gap;
  const sheet: Raster = { data: new Uint8Array(width * height * 3).fill(layout.paper), width, height, channels: 3 };

  rows.forEach((row, i) => {
    const x = margin + (i % across) * (blockWidth + 5 * gap);
    const y = margin + layout.heading + Math.floor(i / across) * (rowHeight + gap);
    if (i < across && captions === 'drawn') drawHeadings(sheet, ['image', ...kinds], layout, x);
    drawCells(sheet, row, kinds, layout, x, y, options);
    if (captions === 'drawn') drawCaption(sheet, row, layout, x, y + layout.cell.height, blockWidth);
  });
  return sheet;
}

/** All cells are as tall as the tallest picture needs at their width, but never taller than twice that. */
function layoutOf(rows: readonly SheetRow[], width: number, captions: 'drawn' | 'none'): Layout {
  const tallest = rows.reduce((most, { image }) => Math.max(most, image.height / image.width), 0);
  const height = Math.max(1, Math.round(width * Math.min(2, tallest)));
  const textSize = Math.max(8, Math.round(width / 24));
  const gap = Math.max(3, Math.round(width / 40));
  const common = { cell: { width, height }, gap, textSize };
  if (captions === 'none') return { ...common, margin: 0, heading: 0, caption: 0, paper: neutral };
  return { ...common, margin: 2 * gap, heading: textSize * 2, caption: Math.round(textSize * 2.5), paper };
}

function drawCells(
  sheet: Raster,
  row: SheetRow,
  kinds: readonly ('truth' | 'prediction')[],
  { cell, gap, paper: fill }: Layout,
  x: number,
  y: number,
  { masks = 'colors', colors, ignoreIndex }: ContactSheetOptions,
): void {
  const look = { ...(colors && { colors }), ...(ignoreIndex !== undefined && { ignoreIndex }) };
  const paint = (labels: LabelMap): Raster =>
    masks === 'overlay' ? overlay(row.image, labels, look) : colorizeLabels(labels, look);
  const pictures = [convertChannels(toUint8(row.image), 3), ...kinds.map((kind) => row[kind] && paint(row[kind]))];
  pictures.forEach((picture, i) => {
    if (!picture) return;
    // Averages keep outlines smooth where a picture gets smaller; where a mask gets larger, its pixels stay square.
    const isSmaller = picture.width > cell.width;
    const interpolation = isSmaller ? 'area' : i === 0 || masks === 'overlay' ? 'bilinear' : 'nearest';
    paste(sheet, letterbox(picture, { ...cell, fill, interpolation }), x + i * (cell.width + gap), y);
  });
}

function paste(sheet: Raster, picture: Raster, x: number, y: number): void {
  const length = picture.width * 3;
  for (let row = 0; row < picture.height; row++) {
    const line = picture.data.subarray(row * length, (row + 1) * length);
    sheet.data.set(line, ((y + row) * sheet.width + x) * 3);
  }
}

function drawHeadings(
  sheet: Raster,
  names: readonly string[],
  { cell, gap, margin, textSize }: Layout,
  x: number,
): void {
  names.forEach((name, i) => {
    const at = { x: x + i * (cell.width + gap), y: margin + textSize, size: textSize, color: soft };
    drawText(
      sheet,
      fitText(name, cell.width, (text) => drawnWidth(text, textSize)),
      at,
    );
  });
}

/** The id on the left; the note on the right, which is short and matters more, gets its place first. */
function drawCaption(
  sheet: Raster,
  { id, note = '' }: SheetRow,
  layout: Layout,
  x: number,
  y: number,
  width: number,
): void {
  const size = layout.textSize;
  const measure = (text: string): number => drawnWidth(text, size);
  const right = fitText(note, width, measure);
  const left = fitText(id, width - measure(right) - 2 * size, measure);
  const baseline = y + size * 1.75;
  drawText(sheet, left, { x, y: baseline, size, color: ink });
  drawText(sheet, right, { x: x + width - measure(right), y: baseline, size, color: soft });
}
