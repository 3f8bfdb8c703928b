import { describe, expect, it } from 'vitest';
import { OptionError } from '../../../src/core/errors.js';
import {
  constantSchedule,
  cosineRestartsSchedule,
  cosineSchedule,
  exponentialSchedule,
  linearWarmup,
  multiStepSchedule,
  oneCycleSchedule,
  polynomialSchedule,
  type Schedule,
  stepSchedule,
} from '../../../src/train/schedules/index.js';
import { expectAllClose } from '../../helpers/tensors.js';

const ratesOf = (schedule: Schedule, steps: readonly number[]): number[] => steps.map((step) => schedule(step));

it('schedules are what one computes by hand', () => {
  const close = (schedule: Schedule, steps: number[], rates: number[]): void =>
    expectAllClose(ratesOf(schedule, steps), rates, { rtol: 1e-12, atol: 1e-15 });
  close(constantSchedule({ learningRate: 0.3 }), [0, 1e6], [0.3, 0.3]);
  close(polynomialSchedule({ learningRate: 1, steps: 4, power: 2 }), [0, 2, 4, 9], [1, 0.25, 0, 0]);
  close(cosineSchedule({ learningRate: 1, steps: 4, minimum: 0.5 }), [0, 2, 4, 9], [1, 0.75, 0.5, 0.5]);
  close(cosineSchedule({ learningRate: 1, steps: 4, warmupSteps: 2 }), [0, 1, 2, 3, 4], [0, 0.5, 1, 0.5, 0]);
  close(cosineSchedule({ learningRate: 1, steps: 2, warmupSteps: 2 }), [0, 1, 2], [0, 0.5, 0]);
  close(cosineRestartsSchedule({ learningRate: 1, cycleSteps: 2, cycleMultiple: 3 }), [1, 2, 5, 8], [0.5, 1, 0.5, 1]);
  close(cosineRestartsSchedule({ learningRate: 1, cycleSteps: 4 }), [2, 4, 4e6 + 2], [0.5, 1, 0.5]);
  close(stepSchedule({ learningRate: 1, every: 3 }), [2, 3, 6], [1, 0.1, 0.01]);
  close(multiStepSchedule({ learningRate: 1, milestones: [5, 2], gamma: 0.5 }), [1, 2, 4, 5], [1, 0.5, 0.5, 0.25]);
  close(exponentialSchedule({ learningRate: 1, gamma: 0.25, every: 2 }), [0, 1, 2], [1, 0.5, 0.25]);
  close(linearWarmup(2, { steps: 4, startFactor: 0.5 }), [0, 2, 4, 5], [1, 1.5, 2, 2]);
});

it('a warm-up before a schedule is the warm-up in it', () => {
  const inside = cosineSchedule({ learningRate: 0.1, steps: 20, warmupSteps: 5, warmupStartFactor: 0.2 });
  const before = linearWarmup(cosineSchedule({ learningRate: 0.1, steps: 15 }), { steps: 5, startFactor: 0.2 });
  for (let step = 0; step < 25; step++) expect(before(step)).toBe(inside(step));
});

it('oneCycle moves rate and momentum against each other, and stays at its end', () => {
  const cycle = oneCycleSchedule({ learningRate: 1, steps: 11, warmupFraction: 6 / 11, anneal: 'linear' });
  expectAllClose(ratesOf(cycle, [0, 5, 10, 99]), [0.04, 1, 4e-6, 4e-6], { rtol: 1e-9 });
  expectAllClose(ratesOf(cycle.momentum, [0, 5, 10, 99]), [0.95, 0.85, 0.95, 0.95], { rtol: 1e-9 });
  const short = oneCycleSchedule({ learningRate: 1, steps: 2 });
  expectAllClose(ratesOf(short, [0, 1]), [1, 4e-6], { rtol: 1e-9 });
});

describe('options', () => {
  const schedules = [
    constantSchedule,
    cosineRestartsSchedule,
    cosineSchedule,
    exponentialSchedule,
    multiStepSchedule,
    oneCycleSchedule,
    polynomialSchedule,
    stepSchedule,
  ] as readonly ((options: object) => Schedule)[];
  const right = { learningRate: 1, steps: 10, cycleSteps: 5, gamma: 0.5, every: 2, milestones: [1] };
  const wrong: readonly (readonly [string, unknown])[] = [
    ['learningRate', -1],
    ['steps', 0],
    ['cycleSteps', 0],
    ['gamma', -1],
    ['every', 0],
    ['milestones', ['x']],
  ];
  it.each(schedules.map((make) => [make.name, make] as const))('%s refuses unknown and wrong ones', (name, make) => {
    expect(() => make({ rate: 1 })).toThrow(`${name}: unknown option "rate"`);
    const known = Object.fromEntries(
      Object.entries(right).filter(([option, value]) => {
        try {
          make({ [option]: value });
          return true;
        } catch (error) {
          return !(error as Error).message.includes(`unknown option "${option}"`);
        }
      }),
    );
    expect(make(known)(0)).toBeGreaterThan(0);
    for (const [option, value] of wrong) {
      if (option in known) expect(() => make({ ...known, [option]: value }), option).toThrow(OptionError);
    }
  });

  it('a warm-up is no longer than the schedule', () => {
    expect(() => polynomialSchedule({ learningRate: 1, steps: 5, warmupSteps: 6 })).toThrow(
      'polynomialSchedule: warmupSteps is 6, all steps together are 5. Lower warmupSteps, or raise steps.',
    );
    expect(() => linearWarmup(1, { steps: -1 })).toThrow(OptionError);
    expect(() => linearWarmup(1, { step: 1 } as never)).toThrow('Did you mean "steps"?');
    expect(() => oneCycleSchedule({ learningRate: 1, steps: 10, threePhase: true, warmupFraction: 0.6 })).toThrow(
      'warmupFraction is 0.6',
    );
  });
});
