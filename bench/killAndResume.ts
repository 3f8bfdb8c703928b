/**
 * Kills a training (`kill -9`) at random moments, twenty times by default, lets it go on each time, and compares its final
 * weights and history with those of one that was left alone: they must be the same to the last bit, and every checkpoint that
 * is found after a kill must be whole.
 *
 * `npx tsx bench/killAndResume.ts [--kills 20] [--seed text] [backend …]`; cpu and wasm by default.
 */
import { parseArgs } from 'node:util';
import { killAndResume } from '../test/helpers/killAndResume.js';

const { values, positionals } = parseArgs({
  options: { kills: { type: 'string', default: '20' }, seed: { type: 'string', default: String(Date.now()) } },
  allowPositionals: true,
});
console.log(`seed ${values.seed}`);
for (const backend of positionals.length > 0 ? positionals : ['wasm', 'cpu']) {
  const start = performance.now();
  const report = await killAndResume({
    backend,
    kills: Number(values.kills),
    epochs: 120,
    seed: values.seed,
    log: console.log,
  });
  const { kills, checkpoints, unreadable, expected, actual } = report;
  console.log(
    `killAndResume ${backend}: ${kills} kills, ${checkpoints} checkpoints looked at, ${unreadable.length} unreadable, ` +
      `the end ${expected === actual ? 'the same' : 'ANOTHER'}, ${((performance.now() - start) / 1000).toFixed(0)} s`,
  );
  console.log(`  ${expected}`);
  if (expected !== actual) console.log(`  ${actual}`);
  if (expected !== actual || unreadable.length > 0) process.exitCode = 1;
}
