import type { Raster } from '../raster/raster.js';
import { glyphs, missingGlyph } from './glyphs.js';

const spacing = 2.6; // between glyphs, in tenths of the height of capitals
const weight = 1.25;

/** Pieces of line in tenths of the height of capitals: x and y of both ends, four numbers each. */
type Segments = readonly number[];

/** How wide {@link drawText} makes a text, in pixels, if its capitals are `size` high. */
export function drawnWidth(text: string, size: number): number {
  const glyphWidths = [...text].map((character) => glyphOf(character)[0]);
  const units = glyphWidths.reduce((sum, width) => sum + width + spacing, -spacing);
  return Math.max(0, ((units + weight) * size) / 10);
}

/** Draws smooth text into an 8-bit picture, from `x` on, with its baseline at `y` and capitals `size` pixels high. */
export function drawText(
  into: Raster,
  text: string,
  { x, y, size, color }: { x: number; y: number; size: number; color: readonly number[] },
): void {
  let pen = x + (weight * size) / 20;
  for (const character of text) {
    const [width, strokes] = glyphOf(character);
    drawSegments(into, segmentsOf(strokes), pen, y, size / 10, color);
    pen += ((width + spacing) * size) / 10;
  }
}

/** The glyph of a character, of the letter beneath its accent, or an empty box. */
function glyphOf(character: string): readonly [number, string] {
  const [base] = character.normalize('NFD');
  const known = [character, base].find((candidate) => Object.hasOwn(glyphs, candidate));
  return known === undefined ? missingGlyph : glyphs[known];
}

const cache = new Map<string, Segments>();

/** Cuts the strokes of a glyph into short straight pieces. */
function segmentsOf(strokes: string): Segments {
  const known = cache.get(strokes);
  if (known) return known;
  const segments: number[] = [];
  let pen: readonly [number, number] | undefined;
  const lineTo = (x: number, y: number): void => {
    if (pen) segments.push(pen[0], pen[1], x, y);
    pen = [x, y];
  };
  for (const [, command, list] of strokes.matchAll(/([MLE])([^MLE]*)/g)) {
    const numbers = list.trim().split(/\s+/).map(Number);
    if (command === 'M') pen = [numbers[0], numbers[1]];
    if (command === 'L') lineTo(numbers[0], numbers[1]);
    if (command !== 'E') continue;
    const [cx, cy, rx, ry, from, to] = numbers;
    const steps = Math.ceil(Math.abs(to - from) / 12);
    if (isAway(pen, cx + rx * cosine(from), cy + ry * sine(from))) pen = undefined;
    for (let i = 0; i <= steps; i++) {
      const angle = from + ((to - from) * i) / steps;
      lineTo(cx + rx * cosine(angle), cy + ry * sine(angle));
    }
  }
  cache.set(strokes, segments);
  return segments;
}

const cosine = (degrees: number): number => Math.cos((degrees * Math.PI) / 180);
const sine = (degrees: number): number => Math.sin((degrees * Math.PI) / 180);

/** Whether an arc begins a stroke of its own: it goes on from the pen only where the pen is near. */
const isAway = (pen: readonly [number, number] | undefined, x: number, y: number): boolean =>
  pen === undefined || Math.hypot(pen[0] - x, pen[1] - y) > 1.5;

/** Colours the pixels near the pieces, by how much of each the stroke covers. */
function drawSegments(
  { data, width, height, channels }: Raster,
  segments: Segments,
  x0: number,
  y0: number,
  scale: number,
  color: readonly number[],
): void {
  if (segments.length === 0) return;
  const radius = Math.max(0.5, (weight * scale) / 2);
  const xs = segments.filter((_, i) => i % 2 === 0).map((x) => x0 + x * scale);
  const ys = segments.filter((_, i) => i % 2 === 1).map((y) => y0 - y * scale);
  const reach = Math.ceil(radius + 1);
  const right = Math.min(width - 1, Math.ceil(Math.max(...xs)) + reach);
  const bottom = Math.min(height - 1, Math.ceil(Math.max(...ys)) + reach);
  for (let y = Math.max(0, Math.floor(Math.min(...ys)) - reach); y <= bottom; y++) {
    for (let x = Math.max(0, Math.floor(Math.min(...xs)) - reach); x <= right; x++) {
      let nearest = Infinity;
      for (let i = 0; i < xs.length; i += 2) {
        nearest = Math.min(nearest, distanceTo(x + 0.5, y + 0.5, xs[i], ys[i], xs[i + 1], ys[i + 1]));
      }
      const cover = Math.min(1, radius + 0.5 - nearest);
      if (cover <= 0) continue;
      const at = (y * width + x) * channels;
      for (let c = 0; c < 3; c++) data[at + c] = Math.round(data[at + c] + (color[c] - data[at + c]) * cover);
    }
  }
}

/** The distance of a point from a piece of line. */
function distanceTo(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}
