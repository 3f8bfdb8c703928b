import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { pipe, progress, toArray } from '../../src/data/generators.js';
import { countBar } from '../../src/node/countBar.js';
import type { ProgressStream } from '../../src/node/terminalBar.js';

/** A stream that keeps what is written, and may claim to be a terminal. */
function sink(isTTY: boolean): { stream: ProgressStream; text(): string } {
  let written = '';
  const stream = new Writable({
    write: (chunk, _, done) => {
      written += String(chunk);
      done();
    },
  });
  const terminal = { isTTY, columns: 120, cursorTo: () => true, clearLine: () => true, moveCursor: () => true };
  return { stream: Object.assign(stream, terminal) as unknown as ProgressStream, text: () => written };
}

it('writes one line where there is no terminal', () => {
  const { stream, text } = sink(false);
  const report = countBar({ name: 'Decoded', unit: 'pictures', stream });
  report({ count: 5, total: 10, seconds: 2, perSecond: 2.5, state: 'running' });
  report({ count: 10, total: 10, seconds: 4, perSecond: 2.5, state: 'finished' });
  report({ count: 3000, seconds: 2, perSecond: 1500, state: 'stopped' });
  expect(text()).toBe(
    'Decoded: 10 pictures in 4.0 s, 2.50 pictures/s.\nDecoded: 3000 pictures in 2.0 s, 1500 pictures/s, then stopped.\n',
  );
});

it('shows a bar on a terminal and lets go of it, also where the total is unknown', () => {
  for (const total of [undefined, 10]) {
    const { stream, text } = sink(true);
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const report = countBar({ stream });
    report({ count: 5, ...(total && { total }), seconds: 2, perSecond: 2.5, state: 'running' });
    expect(timers()).toBeGreaterThan(before);
    expect(text()).toContain(`5/${total ?? 5}  2.50 values/s`);
    expect(text().includes('2.0 s left')).toBe(total !== undefined);
    report({ count: 10, seconds: 4, perSecond: 2.5, state: 'finished' });
    expect(timers()).toBe(before);
  }
});

it('follows a pipeline', async () => {
  const { stream, text } = sink(false);
  await toArray(pipe([1, 2, 3], progress(countBar({ stream }), { total: 3 })));
  expect(text()).toMatch(/^Read: 3 values in 0\.0 s, \S+ values\/s\.\n$/);
  expect(() => countBar({ label: 'x' } as object)).toThrow('unknown option "label"');
});
