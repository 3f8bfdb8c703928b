import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { niceDomain, niceTicks, widen } from '../../src/report/axis.js';

const finite = fc.double({ min: -1e300, max: 1e300, noNaN: true });
const range = fc
  .tuple(finite, finite)
  .map(([a, b]) => widen(Math.min(a, b), Math.max(a, b)))
  .filter(([low, high]) => Number.isFinite(high - low));

/** What a label says. */
function numberOf(label: string): number {
  const digits = label.replace('−', '-').replaceAll(',', '');
  const [mantissa, power] = digits.split('×10');
  if (power === undefined) return Number(mantissa);
  const exponent = [...power]
    .map((character) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(character))
    .map((digit) => (digit < 0 ? '-' : digit));
  return Number(`${mantissa}e${exponent.join('')}`);
}

describe('niceTicks', () => {
  it('finds the marks that one would draw by hand', () => {
    expect(niceTicks(0, 1, 5)).toEqual({
      values: [0, 0.2, 0.4, 0.6, 0.8, 1],
      labels: ['0', '0.2', '0.4', '0.6', '0.8', '1.0'],
      step: 0.2,
    });
    expect(niceTicks(1, 20, 10, true).values).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
    expect(niceTicks(1, 3, 10, true).values).toEqual([1, 2, 3]);
    expect(niceTicks(-0.3, 0.3, 6).labels).toEqual(['−0.3', '−0.2', '−0.1', '0', '0.1', '0.2', '0.3']);
  });

  it('labels the huge and the tiny with powers of ten, and large differences with commas', () => {
    expect(niceTicks(0, 3e10, 3).labels).toEqual(['0', '1×10¹⁰', '2×10¹⁰', '3×10¹⁰']);
    expect(niceTicks(0, 4e-8, 2).labels).toEqual(['0', '2×10⁻⁸', '4×10⁻⁸']);
    expect(niceTicks(0, 40_000, 4).labels).toEqual(['0', '10,000', '20,000', '30,000', '40,000']);
    expect(niceTicks(1_000_000, 1_000_000.2, 2).labels).toEqual(['1,000,000.0', '1,000,000.1', '1,000,000.2']);
  });

  it('gives evenly spaced multiples of 1, 2 or 5 times a power of ten, inside the range', () => {
    fc.assert(
      fc.property(range, fc.integer({ min: 1, max: 20 }), ([low, high], count) => {
        const { values, step } = niceTicks(low, high, count);
        expect(Number(step.toExponential().split('e')[0])).toSatisfy((mantissa: number) =>
          [1, 2, 5].includes(mantissa),
        );
        const slack = step * 1e-6 + Math.max(Math.abs(low), Math.abs(high)) * 1e-12;
        values.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(low - slack);
          expect(value).toBeLessThanOrEqual(high + slack);
          expect(Math.abs(value / step - Math.round(value / step))).toBeLessThan(1e-3);
          if (i > 0) expect(Math.abs(value - values[i - 1] - step)).toBeLessThanOrEqual(slack);
        });
        // The nearest of the steps is at most √2.5 away from the wanted one.
        expect(values.length).toBeLessThanOrEqual(count * Math.sqrt(2.5) + 1.01);
        expect(values.length).toBeGreaterThanOrEqual(Math.floor(count / Math.sqrt(2.5)));
      }),
    );
  });

  it('labels every mark with its number, no two alike', () => {
    fc.assert(
      fc.property(range, fc.integer({ min: 1, max: 12 }), ([low, high], count) => {
        const { values, labels, step } = niceTicks(low, high, count);
        expect(new Set(labels).size).toBe(labels.length);
        labels.forEach((label, i) => {
          const error = Math.abs(numberOf(label) - values[i]);
          expect(error, `${label} for ${values[i]}`).toBeLessThanOrEqual(step * 1e-3 + Math.abs(values[i]) * 1e-12);
        });
      }),
    );
  });

  it('keeps to whole numbers where it is told to', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 2000 }), (low, size) => {
        for (const value of niceTicks(low, low + size, 10, true).values) expect(Number.isInteger(value)).toBe(true);
      }),
    );
  });
});

describe('niceDomain', () => {
  it('rounds outwards to whole steps', () => {
    expect(niceDomain(0.13, 1.42, 5)).toEqual([0, 1.6]);
    expect(niceDomain(0, 1, 5)).toEqual([0, 1]);
  });

  it('puts a constant in the middle, and zero between −1 and 1', () => {
    const [low, high] = niceDomain(3.2, 3.2, 5);
    expect((low + high) / 2).toBeCloseTo(3.2);
    expect(niceDomain(0, 0, 5)).toEqual([-1, 1]);
  });

  it('holds all values and wastes less than a step on either side', () => {
    fc.assert(
      fc.property(range, fc.integer({ min: 2, max: 12 }), ([low, high], count) => {
        const [from, to] = niceDomain(low, high, count);
        const slack = Math.max(Math.abs(low), Math.abs(high)) * 1e-9;
        expect(from).toBeLessThanOrEqual(low + slack);
        expect(to).toBeGreaterThanOrEqual(high - slack);
        const { step } = niceTicks(low, high, count);
        expect(low - from).toBeLessThan(step * 1.001 + slack);
        expect(to - high).toBeLessThan(step * 1.001 + slack);
      }),
    );
  });
});
