/** Takes a text apart as it comes. */
export interface CsvRecords {
  /** The next piece of the text, which may begin and end anywhere. */
  push(text: string): void;
  /** The end of the text, be there a last line break or not. */
  end(): void;
}

/** What is told of each record: its values, and the line in which it begins, counted from 1. */
export type OnCsvRecord = (values: readonly string[], line: number) => void;

const codes = { quote: 34, newline: 10, carriageReturn: 13 };
const isBreak = (code: number): boolean => code === codes.newline || code === codes.carriageReturn;

/**
 * Reads records as RFC 4180 has them; lines may also end in CR alone, and blank lines are passed over. Only what has not
 * ended is kept, so that the memory that it takes is that of one record.
 *
 * @throws DataError with line and column for quotes that do not close, and for text after a closing quote.
 */
export function csvRecords(delimiter: string, onRecord: OnCsvRecord, fail: (message: string) => never): CsvRecords {
  const separator = delimiter.charCodeAt(0);
  let state: 'start' | 'plain' | 'quoted' | 'quote' = 'start';
  let values: string[] = [];
  let value = '';
  let line = 1;
  let recordLine = 1;
  let hasQuotes = false;
  let isAfterReturn = false; // a line has ended in CR, and LF may come, in the next piece too

  const begin = (text: string, i: number): number => {
    const code = text.charCodeAt(i);
    if (isAfterReturn && code === codes.newline) {
      isAfterReturn = false;
      return i + 1;
    }
    isAfterReturn = false;
    if (values.length === 0) recordLine = line;
    if (code !== codes.quote) {
      state = 'plain';
      return i;
    }
    state = 'quoted';
    hasQuotes = true;
    return i + 1;
  };
  const readPlain = (text: string, start: number): number => {
    let i = start;
    while (i < text.length) {
      const code = text.charCodeAt(i);
      if (code === separator || isBreak(code)) break;
      i++;
    }
    value += text.slice(start, i);
    return i === text.length ? i : endValue(text.charCodeAt(i), i);
  };
  const readQuoted = (text: string, start: number): number => {
    const quote = text.indexOf('"', start);
    value += quote < 0 ? text.slice(start) : text.slice(start, quote);
    if (quote < 0) return text.length;
    state = 'quote';
    return quote + 1;
  };
  const readAfterQuote = (text: string, i: number): number => {
    const code = text.charCodeAt(i);
    if (code === codes.quote) {
      value += '"';
      state = 'quoted';
      return i + 1;
    }
    line += countBreaks(value);
    if (code === separator || isBreak(code)) return endValue(code, i);
    return fail(
      `line ${line}, column ${values.length + 1} goes on after a closing quote. Quote the whole value, and double the ` +
        'quotes within it.',
    );
  };
  const endValue = (code: number, i: number): number => {
    values.push(detach(value));
    value = '';
    state = 'start';
    if (code !== separator) {
      endRecord();
      line++;
      isAfterReturn = code === codes.carriageReturn;
    }
    return i + 1;
  };
  const endRecord = (): void => {
    const record = values;
    const isBlank = record.length === 1 && record[0] === '' && !hasQuotes;
    values = [];
    hasQuotes = false;
    if (!isBlank) onRecord(record, recordLine);
  };
  const readers = { start: begin, plain: readPlain, quoted: readQuoted, quote: readAfterQuote };
  return {
    push: (text) => {
      for (let i = 0; i < text.length; ) i = readers[state](text, i);
    },
    end: () => {
      if (state === 'quoted') {
        const at = `line ${line}, column ${values.length + 1}`;
        fail(`the quote that opens in ${at} is never closed. A quote within a value is doubled.`);
      }
      if (state !== 'start' || values.length > 0) endValue(codes.newline, 0);
    },
  };
}

function countBreaks(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === codes.carriageReturn || (code === codes.newline && text.charCodeAt(i - 1) !== codes.carriageReturn))
      count++;
  }
  return count;
}

/**
 * The same text in memory of its own. Engines make a part of a string a view of the whole: one id that is kept would
 * keep all of the file.
 */
const detach = (value: string): string => (value.length < 13 ? value : `_${value}`.slice(1));
