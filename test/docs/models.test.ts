import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { encoderOf, isNetwork, modelEntries } from '../../docs/scripts/modelEntries.js';
import { architectures } from '../../src/models/architectures.js';
import { listEncoders } from '../../src/models/index.js';

const guide = readFileSync(new URL('../../docs/guides/models.md', import.meta.url), 'utf8');

it('the guide to models has a row for every network and encoder', () => {
  const rows = [
    ...modelEntries.map(({ call }) => call),
    ...architectures.map(({ name }) => `${name}({ encoder: '${encoderOf(name)}' })`),
    ...listEncoders().filter(isNetwork),
  ];
  const missing = rows.filter((row) => !guide.includes(`\n| \`${row}\` |`));
  expect(missing, 'run npx tsx docs/scripts/models.ts').toEqual([]);
});
