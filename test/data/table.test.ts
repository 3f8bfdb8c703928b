import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Table, table } from '../../src/data/table.js';
import { formatCsv, parseCsv } from '../../src/data/tables/csv.js';

const cars = table([
  { id: 'a', make: 'Audi', year: 2011 },
  { id: 'b', make: 'Fiat', year: 2004 },
  { id: 'c', make: 'Audi', year: 2016 },
  { id: 'd', make: 'Saab', year: 2004 },
]);

describe('table', () => {
  it('has rows and columns', () => {
    expect([cars.length, cars.columns]).toEqual([4, ['id', 'make', 'year']]);
    expect(cars.column('year')).toEqual([2011, 2004, 2016, 2004]);
    expect(cars.unique('year')).toEqual([2011, 2004, 2016]);
    expect([...cars].map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    expect(table(new Set([{ a: 1 }, { b: 2 }])).columns).toEqual(['a', 'b']);
    expectTypeOf(cars.column('year')).toEqualTypeOf<number[]>();
  });

  it('chooses rows and columns', () => {
    expect(cars.filter(({ year }) => year > 2010).column('id')).toEqual(['a', 'c']);
    expect(cars.isIn('id', new Set(['d', 'a', 'x'])).column('id')).toEqual(['a', 'd']);
    expect(cars.select('make', 'id').columns).toEqual(['make', 'id']);
    expect(cars.select('make').rows[0]).toEqual({ make: 'Audi' });
    expect(cars.filter(() => false).columns).toEqual(['id', 'make', 'year']);
    expect(cars.map(({ id, year }) => ({ id, age: 2020 - year })).column('age')).toEqual([9, 16, 4, 16]);
  });

  it('sorts, and leaves equal rows in their order', () => {
    expect(cars.sort('year').column('id')).toEqual(['b', 'd', 'a', 'c']);
    expect(cars.sort('year', 'descending').column('id')).toEqual(['c', 'a', 'b', 'd']);
    expect(cars.sort('make').column('id')).toEqual(['a', 'c', 'b', 'd']);
    expect(cars.column('id')).toEqual(['a', 'b', 'c', 'd']);
  });

  it('counts by value and by group', () => {
    const counts = cars.valueCounts('make');
    expect(counts.rows).toEqual([
      { make: 'Audi', make_count: 2 },
      { make: 'Fiat', make_count: 1 },
      { make: 'Saab', make_count: 1 },
    ]);
    expectTypeOf(counts.rows[0].make_count).toEqualTypeOf<number>();
    expect(cars.groupBy('year').count().rows).toEqual([
      { year: 2011, count: 1 },
      { year: 2004, count: 2 },
      { year: 2016, count: 1 },
    ]);
    expect(cars.groupBy('make', 'year').length).toBe(4);
    const newest = cars.groupBy('make').aggregate((rows) => ({ newest: Math.max(...rows.map(({ year }) => year)) }));
    expect(newest.rows[0]).toEqual({ make: 'Audi', newest: 2016 });
    expect(
      table([
        { a: 1, b: 'x' },
        { a: '1', b: 'x' },
      ]).groupBy('a', 'b').length,
    ).toBe(2);
  });

  it('finds the rows of another table', () => {
    const masks = table([
      { id: 'a', pixels: 5 },
      { id: 'c', pixels: 7 },
      { id: 'c', pixels: 8 },
      { id: 'z', pixels: 9 },
    ]);
    expect(cars.join(masks, { on: 'id' }).rows).toEqual([
      { id: 'a', make: 'Audi', year: 2011, pixels: 5 },
      { id: 'c', make: 'Audi', year: 2016, pixels: 7 },
      { id: 'c', make: 'Audi', year: 2016, pixels: 8 },
    ]);
    const left = cars.join(masks, { on: 'id', how: 'left' });
    expect(left.column('pixels')).toEqual([5, undefined, 7, 8, undefined]);
    expect(left.columns).toEqual(['id', 'make', 'year', 'pixels']);
    expectTypeOf(left.rows[0].pixels).toEqualTypeOf<number | undefined>();
    expect(() => cars.join(cars, { on: 'id' })).toThrow('both tables have a column "make"');
    expect(() => cars.join(masks, { on: 'di' })).toThrow('there is no column "di". It has id, make, year.');
  });

  it('is indexed by what is unique', () => {
    expect(cars.indexBy('id').get('b')?.make).toBe('Fiat');
    expect(() => cars.indexBy('make')).toThrow('make "Audi" comes twice');
    const untyped: Table = cars as unknown as Table;
    expect(() => untyped.column('maker')).toThrow('there is no column "maker". Did you mean "make"?');
    expect(() => table([]).column('x')).toThrow('It has none.');
  });

  it('guesses at no column of one or two letters', () => {
    const short = table<Record<string, unknown>>([{ a: 1, xy: 2, make: 3 }]);
    for (const name of ['b', 'id', 'ma']) {
      expect(() => short.column(name)).toThrow(`there is no column "${name}". It has a, xy, make.`);
    }
    expect(() => short.column('mak')).toThrow('Did you mean "make"?');
  });

  it('asks for the delimiter where lines were not taken apart', () => {
    const read = (text: string) => parseCsv(text);
    expect(() => read('name;split\nx;train\n').column('id')).toThrow(
      'table: there is no column "id". Its only column is "name;split". Are its values separated by \';\'? Then give ' +
        "parseCsv or readTable { delimiter: ';' }.",
    );
    expect(() => read('id\tmake\n1\tFiat\n').indexBy('id')).toThrow(
      'Its only column is "id\\tmake". Are its values separated by tabs? Then give parseCsv or readTable ' +
        "{ delimiter: '\\t' }.",
    );
    expect(() => read('a;b,c\n1,2\n').column('id')).toThrow('It has a;b, c.');
  });
});

describe('numbers of a table', () => {
  const measured = table([
    { make: 'Audi', pixels: 4, note: 'x' },
    { make: 'Audi', pixels: 10, note: '' },
    { make: 'Audi', pixels: Number.NaN, note: undefined },
    { make: 'Fiat', pixels: 7, note: 'x' },
  ]);

  it('come to what is asked for, by group, missing ones left out', () => {
    const result = measured.groupBy('make').agg({
      n: ['pixels', 'count'],
      sum: ['pixels', 'sum'],
      mean: ['pixels', 'mean'],
      std: ['pixels', 'std'],
      least: ['pixels', 'min'],
      most: ['pixels', 'max'],
      median: ['pixels', 'median'],
      notes: ['note', 'distinct'],
    });
    expect(result.rows).toEqual([
      { make: 'Audi', n: 2, sum: 14, mean: 7, std: Math.sqrt(18), least: 4, most: 10, median: 7, notes: 1 },
      { make: 'Fiat', n: 1, sum: 7, mean: 7, std: Number.NaN, least: 7, most: 7, median: 7, notes: 1 },
    ]);
    expectTypeOf(result.rows[0].mean).toEqualTypeOf<number>();
    expectTypeOf(result.rows[0].make).toEqualTypeOf<string>();
    expect(() => measured.groupBy('make').agg({ a: ['note', 'mean'] })).toThrow(
      'table: mean needs numbers, but note holds "x". Make numbers of the column first: toNumbers(\'note\').',
    );
    expect(() => measured.groupBy('make').agg({ a: ['pixel' as 'pixels', 'mean'] })).toThrow('Did you mean "pixels"?');
    expect(() => measured.groupBy('make').agg({ a: ['pixels', 'average' as 'mean'] })).toThrow('a is "average"');
    expect(() => measured.groupBy('make').agg({ a: 'pixels' as never })).toThrow('a is "pixels". Give a column and');
  });

  it('are read from text', () => {
    const cars = parseCsv('id,year,area\n007,2011, 1.5\n008,,2e3\n')
      .select('id', 'year', 'area')
      .toNumbers('year', 'area');
    expect(cars.rows).toEqual([
      { id: '007', year: 2011, area: 1.5 },
      { id: '008', year: Number.NaN, area: 2000 },
    ]);
    expect(cars.columns).toEqual(['id', 'year', 'area']);
    expectTypeOf(cars.rows[0].year).toEqualTypeOf<number>();
    expectTypeOf(cars.rows[0].id).toEqualTypeOf<string>();
    expect(() => parseCsv('a\n1\ntwo\n').toNumbers('a')).toThrow('a of row 1 is "two", which is no number');
    expect(() => parseCsv('a\n" "\n').toNumbers('a')).toThrow('a of row 0 is " "');
  });

  it('are summarized column by column', () => {
    expect(measured.summarize().rows).toEqual([
      { column: 'make', type: 'text', count: 4, missing: 0, distinct: 2, top: 'Audi', top_count: 3 },
      {
        column: 'pixels',
        type: 'number',
        count: 3,
        missing: 1,
        distinct: 3,
        top: 4,
        top_count: 1,
        min: 4,
        mean: 7,
        std: 3,
        max: 10,
      },
      { column: 'note', type: 'text', count: 2, missing: 2, distinct: 1, top: 'x', top_count: 2 },
    ]);
    expect(measured.summarize().columns).toContain('std');
    expect(table([{ a: 1 }, { a: 'x' }]).summarize().rows[0].type).toBe('mixed');
    expect(table([{ a: true }]).summarize().rows[0].type).toBe('other');
    expect(table([{ a: null }]).summarize().rows[0]).toMatchObject({ type: 'empty', top: undefined, top_count: 0 });
  });
});

describe('a sample of a table', () => {
  const numbers = (length: number) => table(Array.from({ length }, (_, n) => ({ n })));

  it('is drawn by a seed, keeps the order, and grows with its count', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), fc.nat({ max: 60 }), (length, seed, wanted) => {
        const count = Math.min(length, wanted);
        const chosen = numbers(length).sample({ count, seed }).column('n');
        expect(chosen).toHaveLength(count);
        expect(chosen).toEqual(chosen.toSorted((a, b) => a - b));
        expect(new Set(chosen).size).toBe(count);
        const more = numbers(length).sample({ count: length, seed }).column('n');
        expect(more).toEqual(expect.arrayContaining(chosen));
        const appended = numbers(length + 1)
          .sample({ count, seed })
          .column('n');
        expect(appended.filter((n) => n < length && !chosen.includes(n))).toEqual([]);
      }),
    ));

  it('draws all rows alike', () => {
    const counts = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 2000; seed++)
      for (const n of numbers(10).sample({ fraction: 0.3, seed }).column('n')) counts[n]++;
    for (const count of counts) expect(Math.abs(count / 2000 - 0.3)).toBeLessThan(0.041); // four standard deviations
    expect(numbers(10).sample({ fraction: 0.35 }).length).toBe(3);
    expect(() => numbers(10).sample({})).toThrow('give either count or fraction');
    expect(() => numbers(10).sample({ count: 11 })).toThrow('count is 11');
  });
});

describe('parseCsv', () => {
  it('keeps everything a string', () => {
    const { rows } = parseCsv('id,n\n007,1e3\n, 2 \n');
    expect(rows).toEqual([
      { id: '007', n: '1e3' },
      { id: '', n: ' 2 ' },
    ]);
  });

  it('reads quotes, line breaks within them, every line end, a byte-order mark and blank lines', () => {
    const text = '\uFEFFa,"b ""x"""\r\n"1\r\n2",3\n\n"",4\r5,"6,7"';
    expect(parseCsv(text)).toMatchObject({ columns: ['a', 'b "x"'] });
    expect(parseCsv(text).rows.map((row) => Object.values(row))).toEqual([
      ['1\r\n2', '3'],
      ['', '4'],
      ['5', '6,7'],
    ]);
    expect(parseCsv('a;b\n1;"2;3"\n', { delimiter: ';' }).rows).toEqual([{ a: '1', b: '2;3' }]);
    expect(parseCsv('a\n5" pipe\n').rows).toEqual([{ a: '5" pipe' }]);
    expect(parseCsv('a,b\n').length).toBe(0);
    expect(parseCsv('a\n""\n').rows).toEqual([{ a: '' }]);
  });

  it('names the line of what is wrong', () => {
    expect(() => parseCsv('')).toThrow('parseCsv: there is no header line.');
    expect(() => parseCsv('a,b\n1,2\n3\n')).toThrow(
      'line 3 has 1 values, the header has 2 (a, b). Column 2, "b", has no value.',
    );
    expect(() => parseCsv('a,b\n"x\ny",2\n3\n')).toThrow('line 4 has 1 values');
    expect(() => parseCsv('a,b\n1,2,3\n')).toThrow(
      'line 2 has 3 values, the header has 2 (a, b). Column 3, "3", has no name.',
    );
    expect(() => parseCsv('a,b\nx,"x\ny')).toThrow('the quote that opens in line 2, column 2 is never closed');
    expect(() => parseCsv('a,b\n"x\r\ny","x"y\n')).toThrow('line 3, column 2 goes on after a closing quote');
    expect(() => parseCsv('a,b,a\n')).toThrow('two columns are called "a"');
    expect(() => parseCsv('__proto__\n1\n')).toThrow('a column is called "__proto__"');
    expect(() => parseCsv('a', { delimiter: '::' })).toThrow('the delimiter is "::"');
    expect(() => parseCsv('a,b\n1\n', { file: 'x.csv' })).toThrow('x.csv: line 2 has 1 values');
  });

  it('reads whatever is written', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: fc.constantFrom(...'ab",\n\r é\t') }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.array(fc.string({ unit: fc.constantFrom(...'01",\n\r ;x') }), { minLength: 4, maxLength: 4 })),
        (columns, values) => {
          const rows = values.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));
          fc.pre(rows.length > 0 && !columns[0].startsWith('\uFEFF'));
          const parsed = parseCsv(formatCsv(rows));
          expect(parsed.columns).toEqual(columns);
          expect(parsed.rows).toEqual(rows);
          expect(parseCsv(`\uFEFF${formatCsv(rows)}`).rows).toEqual(rows);
        },
      ),
      { numRuns: 500 },
    ));

  it('reads or refuses any text, and never anything else', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a,"\n\r') }), (text) => {
        try {
          const { columns, rows } = parseCsv(text);
          for (const row of rows) expect(Object.keys(row).sort()).toEqual([...columns].sort());
        } catch (error) {
          expect(error).toMatchObject({ name: 'DataError', message: expect.stringMatching(/^parseCsv: /) });
        }
      }),
      { numRuns: 1000 },
    ));

  it('writes numbers, and nothing for what is missing', () => {
    expect(formatCsv([{ a: 1.5, b: null, c: undefined, d: true }])).toBe('a,b,c,d\n1.5,,,true\n');
    expect(formatCsv([{ a: '' }])).toBe('a\n""\n');
    interface Car {
      readonly make: string;
    }
    const typed: readonly Car[] = [{ make: 'Audi' }];
    expect(formatCsv(typed)).toBe('make\nAudi\n');
    expect(table(typed).valueCounts('make').rows).toEqual([{ make: 'Audi', make_count: 1 }]);
  });
});
