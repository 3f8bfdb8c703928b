import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { formatCsv, parseCsv } from '../../src/data/csv.js';
import { type Table, table } from '../../src/data/table.js';

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
