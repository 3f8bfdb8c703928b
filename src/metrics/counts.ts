/** How often a yes-or-no decision was right and wrong: for one class, in one image or in many. */
export interface Counts {
  /** True positives: there, and found. */
  readonly tp: number;
  /** False positives: found, but not there. */
  readonly fp: number;
  /** False negatives: there, but missed. */
  readonly fn: number;
  /** True negatives: neither there nor found. */
  readonly tn: number;
}

/** The counts of every image and class, as `[image][class]`. A binary task has one class, the foreground. */
export interface CountTable {
  readonly tp: readonly (readonly number[])[];
  readonly fp: readonly (readonly number[])[];
  readonly fn: readonly (readonly number[])[];
  readonly tn: readonly (readonly number[])[];
}

/**
 * A number made of counts, for instance `iouScore`. It is NaN where it is undefined, that is where its denominator
 * is 0.
 */
export type Score = (counts: Counts) => number;

/** The counts of one class in one image. */
export function countsAt(table: CountTable, image: number, category: number): Counts {
  return {
    tp: table.tp[image][category],
    fp: table.fp[image][category],
    fn: table.fn[image][category],
    tn: table.tn[image][category],
  };
}

/** Adds counts up. */
export function sumCounts(all: Iterable<Counts>): Counts {
  const sum = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (const { tp, fp, fn, tn } of all) {
    sum.tp += tp;
    sum.fp += fp;
    sum.fn += fn;
    sum.tn += tn;
  }
  return sum;
}

/** The number of classes that a table has columns for; 0 while it has no image. */
export function classCount(table: CountTable): number {
  return table.tp[0]?.length ?? 0;
}

/** The counts of each class, summed over all images. */
export function countsPerClass(table: CountTable, classes = classCount(table)): Counts[] {
  return Array.from({ length: classes }, (_, category) =>
    sumCounts(table.tp.map((_, image) => countsAt(table, image, category))),
  );
}

/** The counts of each image, summed over all classes. */
export function countsPerImage(table: CountTable): Counts[] {
  return table.tp.map((row, image) => sumCounts(row.map((_, category) => countsAt(table, image, category))));
}
