import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/core/errors.js';
import { historyFromCsv, historyToCsv } from '../../src/report/csv.js';

describe('historyToCsv', () => {
  it('writes a column for every name, epoch first, and leaves empty what is missing', () => {
    const history = [
      { loss: 0.7, epoch: 1, val_dice: null },
      { epoch: 2, loss: 0.5, 'iou, "road"': 0.25 },
    ];
    expect(historyToCsv(history)).toBe('epoch,loss,val_dice,"iou, ""road"""\n1,0.7,,\n2,0.5,,0.25\n');
    expect(historyToCsv([])).toBe('epoch\n');
  });
});

describe('historyFromCsv', () => {
  it('reads what other programs write', () => {
    expect(historyFromCsv('\ufeffloss,epoch\r\n.5,1\r\n\r\n 1e-3 ,2\r\n')).toEqual([
      { loss: 0.5, epoch: 1 },
      { loss: 0.001, epoch: 2 },
    ]);
  });

  it('gives back exactly what was written', () => {
    const value = fc.oneof(fc.double(), fc.constant(null));
    const column = fc.string({ unit: 'binary' }).filter((name) => name !== '__proto__' && name !== 'epoch');
    const rows = fc
      .uniqueArray(column, { minLength: 1, maxLength: 4 })
      .chain((names) => fc.array(fc.record(Object.fromEntries(names.map((name) => [name, value]))), { minLength: 1 }));
    fc.assert(
      fc.property(rows, (values) => {
        const history = values.map((row, i) => ({ ...row, epoch: i + 1 }));
        const read = historyFromCsv(historyToCsv(history));
        // −0 is written as 0.
        const plain = history.map((row) =>
          Object.fromEntries(Object.entries(row).map(([name, number]) => [name, number === 0 ? 0 : number])),
        );
        expect(read).toEqual(plain);
      }),
    );
  });

  it('says what is wrong', () => {
    expect(() => historyFromCsv('loss\n1\n')).toThrow('historyFromCsv: there is no column "epoch". Got: loss.');
    expect(() => historyFromCsv('epoch,loss\n1,0.5\n2,high\n')).toThrow(
      'historyFromCsv: "high" in row 2, column "loss", is no number. Leave it empty where nothing was measured.',
    );
    expect(() => historyFromCsv('epoch,loss\n,0.5\n')).toThrow('row 1 has no epoch');
    expect(() => historyFromCsv('epoch,loss\n1\n')).toThrow(DataError);
    expect(() => historyFromCsv('')).toThrow(DataError);
  });
});
