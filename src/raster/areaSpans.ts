/**
 * The span of source positions under each output position, in whole numbers: parts of the first and the last, whole ones
 * between. A source position weighs `middleWeight`, and the weights of each span sum to `total`.
 */
export interface Spans {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly firstWeight: Int32Array;
  readonly lastWeight: Int32Array;
  readonly middleWeight: number;
  readonly total: number;
}

/** Output position i covers `[i · size, (i + 1) · size)` where source position j covers `[j · outputSize, …)`. */
export function spansOf(size: number, outputSize: number): Spans {
  const common = greatestDivisor(size, outputSize);
  const total = size / common;
  const middleWeight = outputSize / common;
  const table = (): Int32Array => new Int32Array(outputSize);
  const spans = { first: table(), last: table(), firstWeight: table(), lastWeight: table(), middleWeight, total };
  for (let i = 0; i < outputSize; i++) {
    const start = i * total;
    const end = start + total;
    const first = Math.floor(start / middleWeight);
    const last = Math.ceil(end / middleWeight) - 1;
    spans.first[i] = first;
    spans.last[i] = last;
    spans.firstWeight[i] = Math.min(end, (first + 1) * middleWeight) - start;
    spans.lastWeight[i] = last > first ? end - last * middleWeight : 0;
  }
  return spans;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
