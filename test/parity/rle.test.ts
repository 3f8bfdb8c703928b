import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { DataError } from '../../src/core/errors.js';
import {
  boundingBox,
  decodeCocoRle,
  decodeRle,
  decodeRleInstances,
  encodeCocoRle,
  encodeRle,
  type LabelMap,
  type RleOrder,
} from '../../src/raster/index.js';
import { describeShared, hasShared, readFixture } from '../helpers/parity.js';

interface Case {
  readonly name: string;
  readonly op: string;
  readonly params: {
    readonly height: number;
    readonly width: number;
    readonly bytesPerRow?: number;
    readonly order: RleOrder;
    readonly rows: readonly string[];
    readonly text: string;
    readonly counts: readonly number[];
    readonly format: 'kaggle' | 'coco' | 'cocoString';
  };
  readonly mask?: string;
  readonly maskPacked?: string;
  readonly expectedLabels?: string;
  readonly expectedUnion?: string;
  readonly expected: {
    readonly area: number;
    readonly rowMajor: string;
    readonly columnMajor: string;
    readonly cocoCounts: readonly number[];
    readonly cocoString: string;
    readonly bbox: readonly number[];
    readonly maskSha256?: string;
    readonly canonical: string;
    readonly reason: string;
    readonly nonEmptyRows: readonly number[];
  };
}

const path = 'parity/image/rle.json';

/** What the message must say for each reason of the fixture. */
const reasons: Readonly<Record<string, RegExp>> = {
  oddCount: /odd count/,
  startBelowOne: /starts at 0/,
  lengthBelowOne: /length 0/,
  nonNumeric: /no number/,
  overlap: /overlaps/,
  notAscending: /ascend/,
  outOfBounds: /out of bounds/,
  sumMismatch: /sum to/,
  negativeCount: /negative/,
  nonInteger: /no whole number/,
  truncated: /breaks off/,
  badCharacter: /character/,
};

describeShared('run-length codes against the references', path, () => {
  if (!hasShared(path)) return;
  const { cases, arrays } = readFixture<Case>('image/rle');

  const maskOf = ({ params, mask, maskPacked }: Case): LabelMap => {
    const { width, height, bytesPerRow = 0 } = params;
    if (mask) return { data: arrays.get(mask)!.data as Uint8Array, width, height };
    const packed = arrays.get(maskPacked!)!.data;
    const data = Uint8Array.from({ length: width * height }, (_, i) => {
      const x = i % width;
      return (packed[Math.floor(i / width) * bytesPerRow + (x >> 3)] >> (7 - (x & 7))) & 1;
    });
    return { data, width, height };
  };

  /** As `toEqual`, which takes seconds on megabytes. */
  const expectSame = (actual: LabelMap, mask: LabelMap): void => {
    expect([actual.width, actual.height]).toEqual([mask.width, mask.height]);
    expect(Buffer.compare(actual.data as Uint8Array, mask.data as Uint8Array)).toBe(0);
  };

  const runners: Readonly<Record<string, (item: Case) => void>> = {
    rle: (item) => {
      const { expected } = item;
      const mask = maskOf(item);
      const { width, height } = mask;
      if (expected.maskSha256) {
        expect(createHash('sha256').update(mask.data).digest('hex')).toBe(expected.maskSha256);
      }
      for (const order of ['rowMajor', 'columnMajor'] as const) {
        expect(encodeRle(mask, { order })).toBe(expected[order]);
        expectSame(decodeRle(expected[order], { width, height, order }), mask);
      }
      const size = [height, width] as const;
      const { cocoCounts: counts, cocoString: string } = expected;
      if (counts) {
        expect(encodeCocoRle(mask, { format: 'counts' })).toEqual({ size, counts });
        expectSame(decodeCocoRle({ size, counts }), mask);
      }
      expect(encodeCocoRle(mask)).toEqual({ size, counts: string });
      expectSame(decodeCocoRle({ size, counts: string }), mask);
      const box = boundingBox(mask) ?? { x: 0, y: 0, width: 0, height: 0 };
      expect([box.x, box.y, box.width, box.height]).toEqual(expected.bbox);
      expect((mask.data as Uint8Array).reduce((sum, value) => sum + value, 0)).toBe(expected.area);
    },
    rleInstances: ({ params, expectedLabels, expectedUnion, expected }) => {
      const { rows, width, height, order } = params;
      const instances = decodeRleInstances(rows, { width, height, order });
      expect([...instances.data]).toEqual([...arrays.get(expectedLabels!)!.data]);
      expect([...decodeRle(rows, { width, height, order }).data]).toEqual([...arrays.get(expectedUnion!)!.data]);
      const found = [...new Set(instances.data)].filter((label) => label > 0).sort((a, b) => a - b);
      expect(found).toEqual(expected.nonEmptyRows);
    },
    rleAccept: (item) => {
      const { width, height, order, text } = item.params;
      const mask = decodeRle(text, { width, height, order });
      expectSame(mask, maskOf(item));
      expect(encodeRle(mask, { order })).toBe(item.expected.canonical);
    },
    rleMalformed: ({ params, expected }) => {
      const { width, height, order, text, counts, format } = params;
      const decode = (): LabelMap =>
        format === 'kaggle'
          ? decodeRle(text, { width, height, order })
          : decodeCocoRle({ size: [height, width], counts: format === 'coco' ? counts : text });
      expect(decode).toThrow(DataError);
      expect(decode).toThrow(reasons[expected.reason]);
    },
  };

  it('knows every kind of case', () => {
    for (const { op, expected } of cases) {
      expect(Object.keys(runners)).toContain(op);
      if (expected.reason) expect(Object.keys(reasons)).toContain(expected.reason);
    }
  });
  for (const item of cases) it(item.name, () => runners[item.op](item));
});
