import { escapeMarkup } from './markup.js';
import { lightColors } from './plotColors.js';
import { round, svgText } from './svgText.js';
import { textWidth } from './textWidth.js';

/** A point of a line; the line has a gap where `y` is `null` or no finite number. */
export interface PlotPoint {
  readonly x: number;
  readonly y: number | null;
}

/** A line of a plot. */
export interface PlotSeries {
  readonly name: string;
  readonly values: readonly PlotPoint[];
  /** Dashes tell two lines of one colour apart. */
  readonly dashed?: boolean;
  /** The index of its colour, by default its own place in the list. From 6 on, colours repeat in dots. */
  readonly color?: number;
}

/** A series cut into the runs between its gaps. */
export interface Line {
  readonly name: string;
  readonly color: number;
  /** The attribute that dashes it, or nothing. */
  readonly dash: string;
  /** Whether dots would hide its own dots and dashes. */
  readonly isDotted: boolean;
  readonly runs: readonly (readonly { readonly x: number; readonly y: number }[])[];
}

/** The rectangle between the axes, and where values lie in it. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

const mostDots = 60;
const largest = 1e300; // so that no distance of two values overflows

/** Cuts a series at its gaps and chooses its colour. */
export function lineOf(series: PlotSeries, index: number): Line {
  const runs: { x: number; y: number }[][] = [[]];
  for (const { x, y } of series.values) {
    if (y !== null && Number.isFinite(x) && Number.isFinite(y)) runs.at(-1)!.push({ x: clamp(x), y: clamp(y) });
    else runs.push([]);
  }
  const place = series.color ?? index;
  const count = lightColors.series.length;
  const isDotted = !series.dashed && place >= count;
  const dash = series.dashed ? ' stroke-dasharray="6 4"' : isDotted ? ' stroke-dasharray="2 3"' : '';
  return { name: series.name, color: place % count, dash, isDotted, runs: runs.filter((run) => run.length > 0) };
}

const clamp = (value: number): number => Math.min(largest, Math.max(-largest, value));

/** A line with dots on its points where they are few, and always where a point stands alone between two gaps. */
export function drawLine(frame: Frame, line: Line, marked?: number): string {
  const { name, color, dash, isDotted, runs } = line;
  const stroke = lightColors.series[color];
  const place = (point: { x: number; y: number }): string => `${round(frame.x(point.x))} ${round(frame.y(point.y))}`;
  const path = runs.map((run) => `M${run.map(place).join('L')}`).join('');
  const count = runs.reduce((sum, run) => sum + run.length, 0);
  const dots = runs.flatMap((run) =>
    run
      .filter((point) => count <= mostDots || run.length === 1 || point.x === marked)
      .map((point) => {
        const at = `cx="${round(frame.x(point.x))}" cy="${round(frame.y(point.y))}"`;
        const look =
          point.x === marked
            ? `r="4.5" class="paper s${color}" fill="${lightColors.paper}" stroke="${stroke}" stroke-width="2"`
            : `r="${count > 30 ? 2 : 2.75}" class="f${color}" fill="${stroke}"${isDotted && run.length > 1 ? ' fill-opacity="0"' : ''}`;
        const title = `${name}, ${Number(point.x.toPrecision(10))}: ${Number(point.y.toPrecision(5))}`;
        return `<circle ${at} ${look}><title>${escapeMarkup(title)}</title></circle>`;
      }),
  );
  const curve = `<path class="s${color}" d="${path}" fill="none" stroke="${stroke}" stroke-width="${dash ? 1.6 : 2.25}" stroke-linejoin="round"${dash}/>`;
  return `<g class="series">${count > 1 ? curve : ''}${dots.join('')}</g>`;
}

/** A dashed upright at the marked place, with its label above the axes. */
export function drawMark(frame: Frame, mark: { readonly x: number; readonly label: string }): string {
  const { left, right, top, bottom } = frame;
  const x = round(frame.x(mark.x));
  const half = textWidth(mark.label, 12) / 2;
  const middle = Math.max(left + half, Math.min(right - half, x));
  return (
    `<line class="mark" x1="${x}" x2="${x}" y1="${top - 4}" y2="${bottom}" stroke="${lightColors.axis}" ` +
    `stroke-width="1.5" stroke-dasharray="3 3"/>${svgText(mark.label, middle, top - 9, 'middle', 'soft')}`
  );
}
