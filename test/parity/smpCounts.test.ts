import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OptionError } from '../../src/core/errors.js';
import { architectures } from '../../src/models/architectures.js';
import { describeShared, hasShared, sharedPath } from '../helpers/parity.js';
import { countParameters, keyHash } from '../helpers/smpFixture.js';

const path = ['parity/models/smp', 'counts.json'] as const;
type Counts = readonly [parameters: number, tensors: number, keyHash: string];
type Row = Readonly<Record<string, Counts | { readonly error: string }>>;

const encoders: Readonly<Record<string, Row>> = hasShared(path[0])
  ? JSON.parse(readFileSync(sharedPath(...path), 'utf8')).encoders
  : {};
const known = Object.keys(encoders);

describeShared('every encoder with every decoder, of which smp says how many parameters it has', path[0], () => {
  it('finds encoders', () => expect(known.length).toBeGreaterThan(0));

  it.each(known)('%s', (encoder) => {
    const ours = Object.fromEntries(Object.keys(encoders[encoder]).map((name) => [name, count(encoder, name)]));
    const theirs = Object.entries(encoders[encoder]).map(([name, value]) => [
      name,
      'error' in value ? 'refused' : name === 'encoder' ? undefined : value,
    ]);
    expect(ours).toEqual(Object.fromEntries(theirs));
  });
});

/** What smp counts; `refused` where the two do not go together. */
function count(encoder: string, smpName: string): Counts | 'refused' | undefined {
  if (smpName === 'encoder') return undefined; // encoders alone have tests of their own
  const architecture = architectures.find((each) => each.smpName === smpName);
  try {
    const state = architecture?.define({ encoder }, { inputChannels: 3, classes: 1 }).state ?? [];
    return [countParameters(state), state.length, keyHash(state)];
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    expect(error.message).toContain(encoder);
    return 'refused';
  }
}
