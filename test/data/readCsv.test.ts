import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { filter, pipe, take, toArray } from '../../src/data/generators.js';
import { formatCsv, parseCsv } from '../../src/data/tables/csv.js';
import { readCsv } from '../../src/data/tables/readCsv.js';
import type { TextSource } from '../../src/data/tables/textChunks.js';

/** A text in pieces of random lengths. */
const pieces = (text: string, lengths: readonly number[]): string[] => {
  const output: string[] = [];
  for (let i = 0, k = 0; i < text.length; k++) {
    const length = lengths.length === 0 ? 1 : Math.max(1, lengths[k % lengths.length]);
    output.push(text.slice(i, i + length));
    i += length;
  }
  return output;
};

/** The rows, or the message of the error. */
const outcome = (read: () => Promise<unknown>): Promise<unknown> =>
  read().catch((error: Error) => `refused: ${error.message.replace(/^(parseCsv|readCsv)/, '')}`);

describe('readCsv', () => {
  it('reads any text in any pieces as parseCsv reads it whole', () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom(...'a,,"\n\r;é\uFEFF'), maxLength: 40 }),
        fc.array(fc.nat({ max: 7 }), { maxLength: 5 }),
        fc.constantFrom(',', ';', 'detect'),
        async (text, lengths, delimiter) => {
          const whole = await outcome(async () => parseCsv(text, { delimiter }).rows);
          expect(await outcome(() => toArray(readCsv(pieces(text, lengths), { delimiter })))).toEqual(whole);
          const bytes = new TextEncoder().encode(text);
          const parts = Array.from({ length: bytes.length }, (_, i) => bytes.subarray(i, i + 1));
          expect(await outcome(() => toArray(readCsv(parts, { delimiter })))).toEqual(whole);
        },
      ),
      { numRuns: 2000 },
    ));

  it('reads texts, blobs, web streams, streams of Node and iterables', async () => {
    const text = 'id,make\n007,"Land\nRövér"\n';
    const expected = [{ id: '007', make: 'Land\nRövér' }];
    const bytes = new TextEncoder().encode(text);
    const { Readable } = await import('node:stream');
    async function* slowly(): AsyncGenerator<string> {
      for (const character of text) yield character;
    }
    const sources: TextSource[] = [
      text,
      [text],
      new Blob([text]),
      new Blob([text]).stream(),
      new Response(text).body as ReadableStream<Uint8Array>,
      Readable.from([bytes.subarray(0, 17), bytes.subarray(17)]),
      slowly(),
    ];
    for (const source of sources) expect(await toArray(readCsv(source))).toEqual(expected);
    expectTypeOf(readCsv(text)).toEqualTypeOf<AsyncGenerator<Record<string, string>, void, undefined>>();
  });

  it('finds the delimiter in the header', async () => {
    const read = (text: string): unknown => parseCsv(text, { delimiter: 'detect' }).rows[0];
    expect(read('a;b,c;d\n1;2;3\n')).toEqual({ a: '1', 'b,c': '2', d: '3' });
    expect(read('\n\na\tb\n1,5\t2\n')).toEqual({ a: '1,5', b: '2' });
    expect(read('"a;b;c",d\n1,2')).toEqual({ 'a;b;c': '1', d: '2' });
    expect(read('a|b\n1|2')).toEqual({ a: '1', b: '2' });
    expect(read('a\n1;2')).toEqual({ a: '1;2' });
  });

  it('keeps the columns that are asked for', async () => {
    const text = 'id,rle,make\n1,1 2 3 4,Audi\n2,,Fiat\n';
    expect(await toArray(readCsv(text, { columns: ['make', 'id'] }))).toEqual([
      { make: 'Audi', id: '1' },
      { make: 'Fiat', id: '2' },
    ]);
    expect(parseCsv(text, { columns: ['make', 'id'] }).columns).toEqual(['make', 'id']);
    await expect(toArray(readCsv(text, { columns: ['mak'] }))).rejects.toThrow('Did you mean "make"?');
    await expect(toArray(readCsv(text, { column: ['id'] } as object))).rejects.toThrow('Did you mean "columns"?');
  });

  it('says what is wrong after the rows before it, with the file and the line', async () => {
    const rows: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const row of readCsv(['a,b\n1,', '2\n3,4\n5\n6,7\n'], { file: 'x.csv' })) rows.push(row);
    };
    await expect(read()).rejects.toMatchObject({
      message: 'x.csv: line 4 has 1 values, the header has 2 (a, b). Column 2, "b", has no value.',
      file: 'x.csv',
    });
    expect(rows).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
    await expect(toArray(readCsv([Uint8Array.of(97, 10, 0xff)]))).rejects.toThrow(
      'readCsv: the source is no UTF-8 text',
    );
    await expect(toArray(readCsv([Uint8Array.of(97, 10, 0xc3)]))).rejects.toThrow(
      'readCsv: the source is no UTF-8 text',
    );
  });

  it('closes its source when the reader stops', async () => {
    const closed: string[] = [];
    async function* lines(): AsyncGenerator<string> {
      try {
        yield 'a\n';
        for (;;) yield '1\n';
      } finally {
        closed.push('generator');
      }
    }
    expect(await toArray(pipe(readCsv(lines()), take(2)))).toHaveLength(2);
    const stream = new ReadableStream<string>({
      pull: (controller) => controller.enqueue('a\n1\n2\n'),
      cancel: () => void closed.push('stream'),
    });
    expect(await toArray(pipe(readCsv(stream), take(1)))).toHaveLength(1);
    expect(closed).toEqual(['generator', 'stream']);
    const failing = new ReadableStream<string>({
      pull: (controller) => controller.error(new Error('the network is gone')),
    });
    await expect(toArray(readCsv(failing))).rejects.toThrow('the network is gone');
  });

  it('holds no more than a row, of a large column of run lengths', async () => {
    const rle = '1 3 '.repeat(5000);
    let given = 0;
    let most = 0;
    let taken = 0;
    async function* file(): AsyncGenerator<string> {
      yield 'id,rle\n';
      for (let i = 0; i < 2000; i++) {
        given++;
        yield `${i},"${rle}"\n`; // 40 MB in all
        most = Math.max(most, given - taken);
      }
    }
    let characters = 0;
    for await (const row of readCsv(file())) {
      taken++;
      characters += row.rle.length;
    }
    expect(characters).toBe(2000 * rle.length);
    expect(most).toBeLessThanOrEqual(2);
  });

  it('reads one value of many megabytes in linear time', async () => {
    const value = '12345 7 '.repeat(2_000_000);
    const timeOf = async (count: number): Promise<number> => {
      const text = `id,rle\n1,"${value.slice(0, count)}"\n`;
      const start = performance.now();
      const [row] = await toArray(readCsv(pieces(text, [65536])));
      expect(row.rle).toHaveLength(count);
      return performance.now() - start;
    };
    await timeOf(1_000_000);
    const [small, large] = [await timeOf(2_000_000), await timeOf(16_000_000)];
    expect(large / small).toBeLessThan(40); // 8 if it is linear, 64 if it is quadratic
  });

  it('gives what filter and formatCsv make of it', async () => {
    const text = formatCsv(Array.from({ length: 50 }, (_, i) => ({ id: `${i}`.padStart(3, '0'), n: i % 3 })));
    const kept = await toArray(
      pipe(
        readCsv(text),
        filter(({ n }) => n === '0'),
      ),
    );
    expect(kept.map(({ id }) => id).slice(0, 3)).toEqual(['000', '003', '006']);
  });
});
