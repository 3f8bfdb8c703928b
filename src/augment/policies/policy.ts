import { OptionError } from '../../core/errors.js';
import { checkOneOf, checkOptionNames } from '../../core/options.js';
import type { Random } from '../../core/random.js';
import { applySteps } from '../applySteps.js';
import { readSampling, type SamplingOptions, samplingNames } from '../geometric/readSampling.js';
import type { Transform } from '../transform.js';
import {
  type DrawnOperation,
  drawOperation,
  type MagnitudeSpace,
  operationsOf,
  type PolicyOperation,
  policyOperations,
  stepsOf,
} from './operations.js';

/** Options of all policies. */
export interface PolicyOptions extends SamplingOptions {
  /** What may be done (default: all of `augment.policyOperations`). */
  readonly operations?: readonly PolicyOperation[];
}

/** What a policy draws: what is done, in its order. */
export interface PolicyParams {
  readonly operations: readonly DrawnOperation[];
}

/** How strong, as a part of the greatest magnitude, each of some operations is: one entry for each. */
export type DrawMagnitudes = (draw: Random) => readonly number[];

/** How many magnitudes policies tell apart. */
export const magnitudes = 31;

/** A transform that does some of a list of operations. */
export function policyTransform(
  name: string,
  { operations = policyOperations, ...sampling }: PolicyOptions,
  { own, space, drawMagnitudes }: { own: object; space: MagnitudeSpace; drawMagnitudes: DrawMagnitudes },
): Transform<PolicyParams> {
  checkOptionNames(name, sampling, samplingNames);
  if (!Array.isArray(operations) || operations.length === 0) {
    throw new OptionError(`${name}: operations is empty. Give some of ${policyOperations.join(', ')}.`, {
      option: 'operations',
      value: operations,
    });
  }
  for (const operation of operations) checkOneOf(name, 'operations', operation, policyOperations);
  const rule = readSampling(name, sampling);
  const table = operationsOf(space, sampling);
  return {
    name,
    options: { ...own, operations: [...operations], ...rule.options },
    sample: (draw, context) => ({
      operations: drawMagnitudes(draw.key('magnitudes')).map((part, i) => {
        const stream = draw.key(i);
        return drawOperation(table, stream.choice(operations), part, stream, context);
      }),
    }),
    apply: ({ operations: drawn }, sample) => applySteps(stepsOf(table, drawn), sample),
    steps: ({ operations: drawn }) => stepsOf(table, drawn),
  };
}
