import { describe, expect, it } from 'vitest';
import { OptionError } from '../../../src/core/errors.js';
import { tensorBoardEvent, tensorBoardHeader } from '../../../src/report/index.js';
import { crc32c, maskedCrc32c } from '../../../src/report/tensorBoard/crc32c.js';
import { readEvents } from '../../helpers/tensorBoard.js';

describe('crc32c', () => {
  // The values of RFC 3720, appendix B.4.
  it('agrees with the standard', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  });
});

describe('tensorBoardEvent', () => {
  it('writes records that a reader of the format gets everything back from', () => {
    const png = Uint8Array.of(137, 80, 78, 71);
    const parts = [
      tensorBoardHeader(1.5),
      tensorBoardEvent({ wallTime: 2.25, step: 300, scalars: { 'train/loss': 0.5, rate: -2 } }),
      tensorBoardEvent({ wallTime: 3, step: 2 ** 40, images: { wide: { width: 200, height: 3, png } } }),
    ];
    const file = Buffer.concat(parts);
    expect(readEvents(file, maskedCrc32c)).toEqual([
      { wallTime: 1.5, fileVersion: 'brain.Event:2' },
      {
        wallTime: 2.25,
        step: 300,
        values: [
          { tag: 'train/loss', value: 0.5 },
          { tag: 'rate', value: -2 },
        ],
      },
      {
        wallTime: 3,
        step: 2 ** 40,
        values: [{ tag: 'wide', image: { width: 200, height: 3, colorSpace: 4, png: [...png] } }],
      },
    ]);
  });

  it('refuses steps that have no place', () => {
    expect(() => tensorBoardEvent({ wallTime: 0, step: -1 })).toThrow(OptionError);
    expect(() => tensorBoardEvent({ wallTime: 0, step: 0.5 })).toThrow('step');
  });
});
