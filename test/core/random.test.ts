import { describe, expect, it } from 'vitest';
import { random } from '../../src/core/random.js';

describe('random', () => {
  it('depends on its key alone', () => {
    const first = random(1, 'epoch', 2, 'a');
    random(1, 'epoch', 2, 'b').uniform();
    expect([first.uniform(), first.uniform()]).toEqual(
      ((draw) => [draw.uniform(), draw.uniform()])(random(1, 'epoch', 2, 'a')),
    );
    expect(random(1).key('x', 3).uniform()).toBe(random(1, 'x', 3).uniform());
  });

  it('keeps unlike keys apart', () => {
    const keys = [[1], ['1'], [1, 2], [12], ['a', 'b'], ['ab'], ['a|s1:b'], [2, 1]];
    expect(new Set(keys.map((key) => random(...key).uniform())).size).toBe(keys.length);
  });

  it('is uniform and normal', () => {
    const draw = random('moments');
    const uniform = Array.from({ length: 20_000 }, () => draw.uniform(-1, 3));
    const normal = Array.from({ length: 20_000 }, () => draw.normal(2, 0.5));
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(uniform)).toBeCloseTo(1, 1);
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...uniform)).toBeLessThan(3);
    expect(mean(normal)).toBeCloseTo(2, 1);
    expect(Math.sqrt(mean(normal.map((value) => (value - 2) ** 2)))).toBeCloseTo(0.5, 1);
  });

  it('permutes every number once, evenly', () => {
    const firsts = new Array(5).fill(0);
    for (let seed = 0; seed < 2000; seed++) {
      const order = random(seed).permutation(5);
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
      firsts[order[0]]++;
    }
    for (const count of firsts) expect(Math.abs(count - 400)).toBeLessThan(80);
  });
});
