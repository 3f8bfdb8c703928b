import { describe, expect, it } from 'vitest';
import { killAndResume } from '../../helpers/killAndResume.js';

describe.each([
  ['wasm', 3, 24],
  ['cpu', 3, 24],
] as const)('a training that is killed [%s]', (backend, kills, epochs) => {
  it('ends with the same bits as one that is left alone, and leaves whole checkpoints only', async () => {
    const report = await killAndResume({ backend, kills, epochs, seed: 'test' });
    expect(report.unreadable).toEqual([]);
    expect(report.kills).toBe(kills);
    expect(report.checkpoints).toBeGreaterThan(0);
    expect(report.expected).toMatch(/^end \d+ epochs/);
    expect(report.actual).toBe(report.expected);
  }, 240_000);
});
