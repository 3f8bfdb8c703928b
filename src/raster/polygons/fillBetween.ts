import type { LabelData } from '../labelMap.js';

/** Where the fill goes on along a row, and where it ends. */
export interface Crossing {
  readonly at: number;
  /** The direction of the edge, for the winding number: 1 or -1. */
  readonly winding: 1 | -1;
}

/** What is inside: where an odd number of edges was crossed, or where their directions do not cancel. */
export type FillRule = 'evenOdd' | 'nonZero';

/**
 * Gives the pixels of a row between crossings a label. The row starts at `start`, and its pixels are `step` apart, so
 * that columns can be filled too.
 */
export function fillBetween(
  data: LabelData,
  row: { readonly start: number; readonly step: number },
  crossings: Crossing[],
  rule: FillRule,
  label: number,
): void {
  crossings.sort((a, b) => a.at - b.at);
  let winding = 0;
  for (let i = 0; i + 1 < crossings.length; i++) {
    winding = rule === 'evenOdd' ? 1 - winding : winding + crossings[i].winding;
    if (winding === 0) continue;
    for (let k = crossings[i].at; k < crossings[i + 1].at; k++) data[row.start + k * row.step] = label;
  }
}
