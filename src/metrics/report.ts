/** A row of a report: its name, and a number for each further column. */
export type ReportRow = readonly [name: string, ...values: number[]];

/**
 * A table of numbers: `String(report)` draws it, aligned for a terminal; `JSON.stringify(report)` gives the same as JSON
 * (where NaN becomes null).
 */
export interface Report {
  /** What the rows are, then what each number is. */
  readonly columns: readonly string[];
  readonly rows: readonly ReportRow[];
  toString(): string;
}

/** Makes a report of groups of rows, which a line sets apart. Columns named in `whole` hold whole numbers. */
export function makeReport(
  columns: readonly string[],
  groups: readonly (readonly ReportRow[])[],
  whole: readonly string[] = [],
): Report {
  const report = { columns, rows: groups.flat() };
  // Not enumerable, so that a report compares and prints as the data that it is.
  return Object.defineProperty(report, 'toString', { value: () => drawTable(columns, groups, whole) }) as Report;
}

function drawTable(
  columns: readonly string[],
  groups: readonly (readonly ReportRow[])[],
  whole: readonly string[],
): string {
  const texts = groups.map((rows) =>
    rows.map(([name, ...values]) => [name, ...values.map((value, i) => show(value, whole.includes(columns[i + 1])))]),
  );
  const widths = columns.map((column, i) => Math.max(column.length, ...texts.flat().map((row) => row[i].length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const blocks = texts.filter((rows) => rows.length > 0).map((rows) => [rule, ...rows.map(line)].join('\n'));
  return [line(columns), ...blocks].join('\n');
}

/** Whole numbers as they are, others to four digits, a dash for what is undefined. */
function show(value: number, isWhole: boolean): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return isWhole ? String(value) : value.toFixed(4);
}
