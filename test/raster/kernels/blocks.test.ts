import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBlocks, roomFor } from '../../../src/raster/kernels/blocks.js';

describe('blocks', () => {
  it('never overlap, begin at multiples of 16, and leave one free part when all are given back', () => {
    const steps = fc.array(
      fc.oneof(fc.record({ take: fc.integer({ min: 0, max: 700 }) }), fc.record({ give: fc.nat() })),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const [start, end] = [64, 4096];
        const blocks = createBlocks(start, end);
        const taken = new Map<number, number>();
        for (const step of list) {
          if ('give' in step) {
            const at = [...taken.keys()][step.give % Math.max(1, taken.size)];
            if (at !== undefined) blocks.give(at);
            taken.delete(at);
            continue;
          }
          const at = blocks.take(step.take);
          if (at === undefined) continue;
          expect(at % 16).toBe(0);
          expect(at).toBeGreaterThanOrEqual(start);
          expect(at + roomFor(step.take)).toBeLessThanOrEqual(end);
          for (const [other, size] of taken) {
            expect(at + roomFor(step.take) <= other || other + roomFor(size) <= at).toBe(true);
          }
          taken.set(at, step.take);
        }
        for (const at of taken.keys()) blocks.give(at);
        expect(blocks.take(end - start - roomFor(0))).toBe(start);
      }),
    );
  });

  it('know their size and what lies in them, until they are given back', () => {
    const blocks = createBlocks(64, 1024);
    const at = blocks.take(100) as number;
    expect([blocks.sizeAt(at), blocks.around(at + 99), blocks.around(at + 100)]).toEqual([100, at, undefined]);
    blocks.give(at);
    blocks.give(at); // once more does nothing
    expect([blocks.sizeAt(at), blocks.around(at)]).toEqual([undefined, undefined]);
    expect(blocks.take(1024)).toBeUndefined();
  });
});
