import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayDataset, type Dataset, subset } from '../../src/data/dataset.js';
import { foldDataset } from '../../src/data/splits/foldDataset.js';
import { splitByColumn } from '../../src/data/splits/splitByColumn.js';
import { splitDataset } from '../../src/data/splits/splitDataset.js';
import { foldTable, splitTable } from '../../src/data/splits/splitTable.js';
import { takeFraction } from '../../src/data/splits/takeFraction.js';
import { table } from '../../src/data/table.js';
import { parseCsv } from '../../src/data/tables/csv.js';
import { plainDataset, plainSample } from './samples.js';

const group = (id: string): string => id.slice(0, id.indexOf('_'));
/** Ids such as `c3_1`: car and view, in random order and with groups of unlike sizes. */
const ids = fc
  .uniqueArray(fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 6 })), {
    minLength: 2,
    maxLength: 60,
    selector: ([car, view]) => `${car}_${view}`,
  })
  .map((pairs) => pairs.map(([car, view]) => `c${car}_${view}`));

describe('data sets', () => {
  it('give samples by their position, and say what they know', async () => {
    const dataset = plainDataset(['a', 'b'], { task: 'binary', classes: 1, labels: ['car'], ignoreIndex: 255 });
    expect(dataset).toMatchObject({ length: 2, ids: ['a', 'b'], task: 'binary', classes: 1, ignoreIndex: 255 });
    expect((await dataset.sample(1)).id).toBe('b');
    await expect(dataset.sample(2)).rejects.toThrow('there is no index 2 in a data set of 2');
    expect(() => arrayDataset([plainSample('a'), plainSample('a')])).toThrow('two samples have the id "a"');
    expect(() => plainDataset(2, { clases: 2 } as object)).toThrow('Did you mean "classes"?');
  });

  it('have parts that know the same', async () => {
    const dataset = plainDataset(['a', 'b', 'c'], { classes: 3, labels: ['x', 'y', 'z'] });
    const part = subset(dataset, [2, 0]);
    expect(part).toMatchObject({ length: 2, ids: ['c', 'a'], classes: 3, labels: ['x', 'y', 'z'] });
    expect((await part.sample(0)).id).toBe('c');
    expect(() => subset(dataset, [0, 0])).toThrow('subset: two samples have the id "a"');
    expect(() => subset(dataset, [3])).toThrow('there is no index 3');
  });
});

describe('takeFraction', () => {
  it('takes the beginning, as all_images[:int(len(all_images) * 0.1)] does', () => {
    expect(takeFraction(plainDataset(25), 0.1).ids).toEqual(['s0', 's1']);
    expect(takeFraction(plainDataset(25), 1).length).toBe(25);
  });

  it('takes a part by chance, in order; a larger one holds the smaller one', () => {
    const dataset = plainDataset(50);
    const [small, large] = [0.2, 0.5].map((fraction) => takeFraction(dataset, fraction, { seed: 3 }));
    expect([small.length, large.length]).toEqual([10, 25]);
    expect(large.ids).toEqual(expect.arrayContaining([...small.ids]));
    expect(large.ids).toEqual(dataset.ids.filter((id) => large.ids.includes(id)));
    expect(takeFraction(dataset, 0.2, { seed: 3 }).ids).toEqual(small.ids);
    expect(takeFraction(dataset, 0.2, { seed: 4 }).ids).not.toEqual(small.ids);
  });

  it('refuses to take nothing', () => {
    expect(() => takeFraction(plainDataset(5), 0.1)).toThrow('0.1 of 5 samples is none. Take at least 0.2000.');
    expect(() => takeFraction(plainDataset(5), 1.5)).toThrow('fraction is 1.5');
  });
});

describe('splitDataset', () => {
  it('puts every sample into one part, groups whole, with the share asked for', () =>
    fc.assert(
      fc.property(ids, fc.nat(), fc.double({ min: 0.05, max: 0.95, noNaN: true }), (names, seed, fraction) => {
        fc.pre(new Set(names.map(group)).size > 1);
        const dataset = plainDataset(names);
        const { train, validation } = splitDataset(dataset, { fraction, seed, group });
        expect([...train.ids, ...validation.ids].sort()).toEqual([...names].sort());
        for (const part of [train, validation]) {
          expect(part.length).toBeGreaterThan(0);
          expect(part.ids).toEqual(names.filter((id) => part.ids.includes(id)));
        }
        const validated = new Set(validation.ids.map(group));
        expect(train.ids.filter((id) => validated.has(group(id)))).toEqual([]);
        const largest = Math.max(...names.map((id) => names.filter((other) => group(other) === group(id)).length));
        expect(Math.abs(validation.length - fraction * names.length)).toBeLessThanOrEqual(largest);
      }),
    ));

  it('is exact without groups, and does not depend on the order of the samples', () => {
    const names = Array.from({ length: 100 }, (_, i) => `s${i}`);
    const { validation } = splitDataset(plainDataset(names), { fraction: 0.23, seed: 1 });
    expect(validation.length).toBe(23);
    const reversed = splitDataset(plainDataset([...names].reverse()), { fraction: 0.23, seed: 1 });
    expect([...reversed.validation.ids].sort()).toEqual([...validation.ids].sort());
    expect(splitDataset(plainDataset(names), { fraction: 0.23, seed: 2 }).validation.ids).not.toEqual(validation.ids);
  });

  it('moves at most one other sample when one is added', () => {
    const names = Array.from({ length: 60 }, (_, i) => `s${i}`);
    for (let length = 20; length < 60; length++) {
      const before = new Set(splitDataset(plainDataset(names.slice(0, length))).validation.ids);
      const after = new Set(splitDataset(plainDataset(names.slice(0, length + 1))).validation.ids);
      const moved = names.slice(0, length).filter((id) => before.has(id) !== after.has(id));
      expect(moved.length).toBeLessThanOrEqual(1);
    }
  });

  it('gives every stratum its share', () => {
    const names = Array.from({ length: 200 }, (_, i) => `${i % 10 === 0 ? 'rare' : i % 2 === 0 ? 'even' : 'odd'}_${i}`);
    const { validation } = splitDataset(plainDataset(names), { fraction: 0.25, seed: 3, stratify: group });
    const count = (stratum: string): number => validation.ids.filter((id) => group(id) === stratum).length;
    expect([count('rare'), count('even'), count('odd')]).toEqual([5, 20, 25]);
    const pairs = Array.from({ length: 40 }, (_, i) => `p${i >> 1}_${i}`);
    expect(splitDataset(plainDataset(pairs), { fraction: 0.2, stratify: group }).validation.length).toBe(8);
  });

  it('names the sample that has no group or stratum', () => {
    const dataset = plainDataset(['a_1', 'b', 'c_2']);
    const second = (id: string): string | undefined => id.split('_')[1];
    expect(() => splitDataset(dataset, { group: second })).toThrow(
      'splitDataset: group gives undefined for the sample "b". It must give a string for each sample.',
    );
    expect(() => splitDataset(dataset, { stratify: second })).toThrow('splitDataset: stratify gives undefined for');
    expect(() => foldDataset(dataset, { folds: 2, group: second })).toThrow('foldDataset: group gives undefined for');
  });

  it('refuses what cannot be split', () => {
    expect(() => splitDataset(plainDataset(1))).toThrow('there is only 1 sample, and both parts need one');
    expect(() => splitDataset(plainDataset(['a_1', 'a_2']), { group })).toThrow('there is only 1 group');
    expect(() => splitDataset(plainDataset(4), { fraction: 1 })).toThrow('so one part would be empty');
    expect(() => splitDataset(plainDataset(4), { fraction: 2 })).toThrow('fraction is 2');
    expect(() => splitDataset(plainDataset(4), { test: 1 } as object)).toThrow('unknown option "test"');
    const stratify = (id: string): string => id;
    expect(() => splitDataset(plainDataset(['a_1', 'a_2', 'b_1']), { group, stratify })).toThrow(
      'group "a" is in the strata "a_1" and "a_2"',
    );
  });

  it('keeps a sample on each side of the smallest sets', () => {
    const { train, validation } = splitDataset(plainDataset(2), { fraction: 0.01 });
    expect([train.length, validation.length]).toEqual([1, 1]);
    expect(splitDataset(plainDataset(2), { fraction: 0.99 }).train.length).toBe(1);
  });
});

describe('foldDataset', () => {
  it('validates every sample once, groups whole, in even parts', () =>
    fc.assert(
      fc.property(ids, fc.integer({ min: 2, max: 5 }), fc.nat(), (names, folds, seed) => {
        fc.pre(new Set(names.map(group)).size >= folds);
        const splits = foldDataset(plainDataset(names), { folds, seed, group });
        expect(splits.flatMap(({ validation }) => validation.ids).sort()).toEqual([...names].sort());
        for (const { train, validation } of splits) {
          expect([...train.ids, ...validation.ids].sort()).toEqual([...names].sort());
          const validated = new Set(validation.ids.map(group));
          expect(train.ids.filter((id) => validated.has(group(id)))).toEqual([]);
        }
      }),
    ));

  it('is as even as can be without groups', () => {
    const sizes = foldDataset(plainDataset(23)).map(({ validation }) => validation.length);
    expect(sizes.sort()).toEqual([4, 4, 5, 5, 5]);
    expect(() => foldDataset(plainDataset(3))).toThrow('3 samples cannot fill 5 parts');
  });
});

describe('splitByColumn', () => {
  const dataset: Dataset = plainDataset(['a', 'b', 'c', 'd']);
  const metadata = parseCsv('id,split\na,train\nb,val\nc,train\nd,test\nelse,val\n');

  it('does as the column says', () => {
    const { train, validation, parts } = splitByColumn(dataset, metadata);
    expect([train.ids, validation.ids]).toEqual([['a', 'c'], ['b']]);
    expect([...parts].map(([name, part]) => [name, part.ids])).toEqual([
      ['train', ['a', 'c']],
      ['val', ['b']],
      ['test', ['d']],
    ]);
  });

  it('takes other columns, other words, and ids that are written otherwise', () => {
    const other = parseCsv('car,fold\n1,0\n2,1\n3,2\n');
    const views = plainDataset(['1_x', '2_x', '2_y', '3_x']);
    const { train, validation } = splitByColumn(views, other, {
      idColumn: 'car',
      splitColumn: 'fold',
      train: ['0', '1'],
      validation: '2',
      rowId: (id) => id.slice(0, 1),
    });
    expect([train.ids, validation.ids]).toEqual([['1_x', '2_x', '2_y'], ['3_x']]);
  });

  it('says what is missing', () => {
    expect(() => splitByColumn(plainDataset(['a', 'x', 'y']), metadata)).toThrow(
      '2 of 3 samples have no row: "x", "y". The column id holds "a", "b" and 3 more.',
    );
    expect(() => splitByColumn(dataset, metadata, { validation: 'eval' })).toThrow(
      'no sample is "eval". The column split says "train" (2), "val" (1), "test" (1). Name what is meant: { validation',
    );
    expect(() => splitByColumn(dataset, metadata, { splitColumn: 'Split' })).toThrow('Did you mean "split"?');
    expect(() => splitByColumn(dataset, parseCsv('id,split\na,train\na,val\n'))).toThrow('id "a" comes twice');
  });
});

describe('samples that are appended', () => {
  const fraction = fc.double({ min: 0.1, max: 0.9, noNaN: true });
  /** The ids that are in another part than before. */
  const moved = (before: readonly string[], after: readonly string[], all: readonly string[]): string[] =>
    all.filter((id) => before.includes(id) !== after.includes(id));

  it('move no other sample if the share is stable, in splits and folds, whole groups together', () =>
    fc.assert(
      fc.property(ids, ids, fc.nat(), fraction, (names, more, seed, part) => {
        const appended = [...names, ...more.filter((id) => !names.includes(id))];
        const split = (list: readonly string[]): readonly string[] | undefined => {
          try {
            const { train, validation } = splitDataset(plainDataset(list), {
              fraction: part,
              seed,
              group,
              share: 'stable',
            });
            expect(train.ids.filter((id) => validation.ids.map(group).includes(group(id)))).toEqual([]);
            return validation.ids;
          } catch (error) {
            expect((error as Error).message).toMatch(/none falls into|there is only 1 group/);
            return undefined;
          }
        };
        const [before, after] = [split(names), split(appended)];
        if (before && after) expect(moved(before, after, names)).toEqual([]);
        const fold = (list: readonly string[]): (readonly string[])[] | undefined => {
          try {
            return foldDataset(plainDataset(list), { folds: 3, seed, group, share: 'stable' }).map(
              ({ validation }) => validation.ids,
            );
          } catch (error) {
            expect((error as Error).message).toMatch(/none falls into|cannot fill/);
            return undefined;
          }
        };
        const [few, many] = [fold(names), fold(appended)];
        if (few && many) for (const [k, part] of few.entries()) expect(moved(part, many[k], names)).toEqual([]);
      }),
    ));

  it('move one other sample at most if the share is exact, and one a stratum', () =>
    fc.assert(
      fc.property(ids, fc.nat(), fraction, (names, seed, part) => {
        fc.pre(names.length > 3);
        const earlier = names.slice(0, -1);
        const split = (list: readonly string[], options: object): readonly string[] =>
          splitDataset(plainDataset(list), { fraction: part, seed, ...options }).validation.ids;
        expect(moved(split(earlier, {}), split(names, {}), earlier).length).toBeLessThanOrEqual(1);
        const strata = new Set(names.map(group)).size;
        const stratify = { stratify: group };
        expect(moved(split(earlier, stratify), split(names, stratify), earlier).length).toBeLessThanOrEqual(strata);
      }),
      { numRuns: 300 },
    ));

  it('meet a stable share on average', () => {
    const names = Array.from({ length: 4000 }, (_, i) => `s${i}`);
    const { validation } = splitDataset(plainDataset(names), { fraction: 0.2, share: 'stable' });
    expect(Math.abs(validation.length / 4000 - 0.2)).toBeLessThan(0.0253); // four standard deviations
    for (const fold of foldDataset(plainDataset(names), { folds: 4, share: 'stable' })) {
      expect(Math.abs(fold.validation.length / 4000 - 0.25)).toBeLessThan(0.0274);
    }
  });

  it('cannot be stratified in a stable share', () => {
    const options = { share: 'stable', stratify: (id: string) => id } as const;
    expect(() => splitDataset(plainDataset(9), options)).toThrow('stratify has no effect with share: "stable"');
    expect(() => foldDataset(plainDataset(9), options)).toThrow('stratify has no effect with share: "stable"');
    expect(() => splitDataset(plainDataset(9), { share: 'about' as 'exact' })).toThrow('share is "about"');
    expect(() => foldDataset(plainDataset(5), { folds: 5, share: 'stable', seed: 1 })).toThrow('none falls into part');
  });
});

describe('stratified folds', () => {
  it('have as much of each stratum as the others, within one', () =>
    fc.assert(
      fc.property(ids, fc.integer({ min: 2, max: 5 }), fc.nat(), (names, folds, seed) => {
        fc.pre(names.length >= folds);
        const parts = foldDataset(plainDataset(names), { folds, seed, stratify: group });
        for (const stratum of new Set(names.map(group))) {
          const counts = parts.map(({ validation }) => validation.ids.filter((id) => group(id) === stratum).length);
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
        const sizes = parts.map(({ validation }) => validation.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(parts.flatMap(({ validation }) => validation.ids).sort()).toEqual([...names].sort());
      }),
    ));
});

describe('splitTable and foldTable', () => {
  const rows = table(
    Array.from({ length: 60 }, (_, i) => ({
      id: `${i >> 1}`,
      car: `c${i >> 2}`,
      make: i % 12 < 4 ? 'Audi' : 'Fiat',
      n: i,
    })),
  );

  it('keep the rows of an id together, or of a group, and their order', () => {
    for (const group of [undefined, 'car'] as const) {
      const { train, validation } = splitTable(rows, { fraction: 0.25, seed: 3, ...(group && { group }) });
      const key = group ?? 'id';
      expect(validation.unique(key).filter((value) => train.column(key).includes(value))).toEqual([]);
      expect([...train.column('n'), ...validation.column('n')].sort((a, b) => a - b)).toEqual(rows.column('n'));
      expect(validation.column('n')).toEqual(validation.column('n').toSorted((a, b) => a - b));
      expect(Math.abs(validation.length - 15)).toBeLessThanOrEqual(2);
      expect(validation.columns).toEqual(rows.columns);
    }
  });

  it('split as data sets with the same ids are split', () => {
    const names = Array.from({ length: 40 }, (_, i) => `s${i}`);
    const { validation } = splitTable(table(names.map((id) => ({ id }))), { seed: 7 });
    expect(validation.column('id')).toEqual(splitDataset(plainDataset(names), { seed: 7 }).validation.ids);
    const folds = foldTable(table(names.map((id) => ({ id }))), { folds: 4, seed: 7 });
    expect(folds.map((fold) => fold.validation.column('id'))).toEqual(
      foldDataset(plainDataset(names), { folds: 4, seed: 7 }).map((fold) => fold.validation.ids),
    );
  });

  it('give every value of a column its share', () => {
    const { validation } = splitTable(rows, { fraction: 0.4, group: 'car', stratify: 'make' });
    expect(validation.valueCounts('make').rows).toEqual([
      { make: 'Fiat', make_count: 16 },
      { make: 'Audi', make_count: 8 },
    ]);
    for (const fold of foldTable(rows, { folds: 5, group: 'car', stratify: 'make' })) {
      expect(fold.validation.valueCounts('make').rows).toEqual([
        { make: 'Fiat', make_count: 8 },
        { make: 'Audi', make_count: 4 },
      ]);
    }
  });

  it('name what is missing', () => {
    expect(() => splitTable(rows, { group: 'cars' as 'car' })).toThrow('Did you mean "car"?');
    expect(() => splitTable(table([{ a: 1 }]))).toThrow('there is no column "id"');
    expect(() => splitTable(table([{ id: 'a' }, { id: '' }]))).toThrow('row 1 has no id, which the split goes by');
    expect(() => splitTable(rows, { part: 0.2 } as object)).toThrow('splitTable: unknown option "part"');
  });
});
