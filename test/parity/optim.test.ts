import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { earlyStoppingRule } from '../../src/train/callbacks/earlyStoppingRule.js';
import { clipByGlobalNorm, clipByNorm, clipByValue } from '../../src/train/clip.js';
import {
  adam,
  adamW,
  exponentialMovingAverage,
  lion,
  type NamedVariable,
  type Optimizer,
  rmsprop,
  sgd,
} from '../../src/train/optimizers/index.js';
import {
  constantSchedule,
  cosineRestartsSchedule,
  cosineSchedule,
  exponentialSchedule,
  multiStepSchedule,
  oneCycleSchedule,
  polynomialSchedule,
  reduceOnPlateau,
  type Schedule,
  stepSchedule,
} from '../../src/train/schedules/index.js';
import { describeEachBackend } from '../helpers/backends.js';
import { describeShared, type Fixture, readFixture } from '../helpers/parity.js';
import { expectAllClose } from '../helpers/tensors.js';

/** A case, less what says where its values are. */
type Options = Readonly<Record<string, unknown>>;

interface Trajectory extends Options {
  readonly name: string;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly learningRates?: readonly number[];
  readonly weightDecayExclude?: readonly string[];
  readonly tensors: Readonly<Record<string, string>>;
  readonly expected: Readonly<Record<'kernel' | 'bias', string>>;
}

const about = ['name', 'note', 'reference', 'crossChecked', 'tensors', 'expected', 'values'];

/** Takes options out of a case, one after another, and fails if some are left over at the end. */
function reader(options: Options): { take<T>(name: string): T; done(): void } {
  const left = new Map(Object.entries(options).filter(([name]) => !about.includes(name)));
  return {
    take: <T>(name: string): T => {
      const value = left.get(name);
      left.delete(name);
      return value as T;
    },
    done: () => expect([...left.keys()], 'options of the fixture that nothing reads').toEqual([]),
  };
}

/** Without those that the case does not give, so that they do not hide a default. */
function given<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

type Gradients = Record<string, tf.Tensor>;

function clipOf(take: <T>(name: string) => T): (gradients: Gradients) => Gradients {
  const [global, form] = [take<number>('clipGlobalNorm'), take<'torch' | 'exact'>('clipForm')];
  const [value, norm] = [take<number>('clipValue'), take<number>('clipNorm')];
  if (global !== undefined) return (gradients) => clipByGlobalNorm(gradients, global, { form });
  if (value !== undefined) return (gradients) => clipByValue(gradients, value);
  if (norm !== undefined) return (gradients) => clipByNorm(gradients, norm);
  return (gradients) => ({ ...gradients });
}

/** The optimizer of a case. The fixture decays every weight but those that it excludes. */
function optimizerOf(one: Trajectory): { optimizer: Optimizer; clip: (gradients: Gradients) => Gradients } {
  const { take, done } = reader(one);
  const kind = take<string>('optimizer');
  const learningRate = take<number>('learningRate');
  const learningRates = take<readonly number[] | undefined>('learningRates');
  const exclude = take<readonly string[] | undefined>('weightDecayExclude') ?? [];
  const form = take<'coupled' | 'decoupled' | undefined>('weightDecayForm');
  const common = {
    learningRate: learningRates ? (step: number) => learningRates[step] : learningRate,
    weightDecay: take<number | undefined>('weightDecay') ?? 0,
    shouldDecay: (name: string) => !exclude.includes(name),
  };
  const clip = clipOf(take);
  const isForm = (expected: string): void => {
    if (form !== undefined) expect(form).toBe(expected);
  };
  const make = (): Optimizer => {
    if (kind === 'sgd') {
      const momentum = { momentum: take<number>('momentum'), momentumForm: take<'velocity'>('momentumForm') };
      return sgd(given({ ...common, ...momentum, nesterov: take<boolean>('nesterov'), weightDecayForm: form }));
    }
    if (kind === 'adam' || kind === 'adamw') {
      isForm(kind === 'adam' ? 'coupled' : 'decoupled');
      const numbers = { beta1: take<number>('beta1'), beta2: take<number>('beta2'), eps: take<number>('eps') };
      const options = { ...common, ...numbers, amsgrad: take<boolean>('amsgrad'), epsForm: take<'hat'>('epsForm') };
      return (kind === 'adam' ? adam : adamW)(given(options));
    }
    if (kind === 'rmsprop') {
      isForm('coupled');
      const numbers = { rho: take<number>('decay'), eps: take<number>('eps'), momentum: take<number>('momentum') };
      const forms = { epsForm: take<'inside'>('epsForm'), momentumForm: take<'velocity'>('momentumForm') };
      return rmsprop(given({ ...common, ...numbers, ...forms, centered: take<boolean>('centered') }));
    }
    if (kind === 'lion') {
      isForm('decoupled');
      return lion(given({ ...common, beta1: take<number>('beta1'), beta2: take<number>('beta2') }));
    }
    throw new Error(`no optimizer for ${kind}`);
  };
  const optimizer = make();
  done();
  return { optimizer, clip };
}

interface Part extends NamedVariable {
  /** The values of a reference array at a step. */
  at(key: string, step: number): Float32Array;
}

/** The two weights of a case at their start. */
function partsOf(fixture: Fixture<Trajectory>, one: Trajectory): readonly Part[] {
  return ['kernel', 'bias'].map((name) => {
    const start = fixture.arrays.get(one.tensors[`${name}Start`])!;
    const variable = tf.variable(tf.tensor(start.data.slice(), start.shape as number[]));
    const at = (key: string, step: number): Float32Array =>
      fixture.arrays.get(key)!.data.slice(step * variable.size, (step + 1) * variable.size) as Float32Array;
    return { name, variable, at };
  });
}

const stepsOf = (fixture: Fixture<Trajectory>, { expected }: Trajectory): number[] => [
  ...Array(fixture.arrays.get(expected.kernel)!.shape[0]).keys(),
];

describeShared('optimizers agree with PyTorch, Keras and timm', 'parity/optim', () => {
  const fixture = readFixture<Trajectory>('optim/trajectories');
  const optimizers = fixture.cases.filter(({ optimizer }) => optimizer !== 'ema');
  const averages = fixture.cases.filter(({ optimizer }) => optimizer === 'ema');

  describeEachBackend('trajectories', () => {
    it.each(optimizers.map((one) => [one.name, one] as const))('%s', (_, one) => {
      const parts = partsOf(fixture, one);
      const { optimizer, clip } = optimizerOf(one);
      const steps = stepsOf(fixture, one);
      expect(steps.length).toBeGreaterThan(10);
      for (const step of steps) {
        tf.tidy(() => {
          const gradients = parts.map(({ name, variable, at }) => {
            return [name, tf.tensor(at(one.tensors[`${name}Gradients`], step), variable.shape)] as const;
          });
          optimizer.apply(parts, clip(Object.fromEntries(gradients)));
        });
        for (const { name, variable, at } of parts) {
          expectAllClose(variable, at(one.expected[name as 'kernel'], step), fixture.tolerance);
        }
      }
      tf.dispose(parts.map(({ variable }) => variable));
      optimizer.dispose();
    });

    it.each(averages.map((one) => [one.name, one] as const))('%s', (_, one) => {
      const { take, done } = reader(one);
      take('optimizer');
      const options = {
        decay: take<number>('decay'),
        warmup: take<boolean>('warmup'),
        debias: take<boolean>('debias'),
      };
      done();
      const parts = partsOf(fixture, one);
      const average = exponentialMovingAverage(parts, given(options));
      for (const step of stepsOf(fixture, one)) {
        for (const { name, variable, at } of parts) {
          tf.tidy(() => variable.assign(tf.tensor(at(one.tensors[`${name}Path`], step), variable.shape)));
        }
        average.update(parts);
        const before = average.applyTo(parts);
        for (const { name, variable, at } of parts) {
          expectAllClose(variable, at(one.expected[name as 'kernel'], step), fixture.tolerance);
        }
        before.restore();
        before.dispose();
      }
      tf.dispose(parts.map(({ variable }) => variable));
      average.dispose();
    });
  });
});

interface ScheduleCase extends Options {
  readonly name: string;
  readonly expected: { readonly learningRates: readonly number[]; readonly momenta?: readonly number[] };
}

function scheduleOf(one: ScheduleCase): Schedule & { readonly momentum?: Schedule } {
  const { take, done } = reader(one);
  const kind = take<string>('schedule');
  const learningRate = take<number>(kind === 'oneCycle' ? 'maxLearningRate' : 'learningRate');
  const falling = () => ({
    steps: take<number>('totalSteps'),
    minimum: take<number>('endLearningRate'),
    warmupSteps: take<number>('warmupSteps'),
    warmupStartFactor: take<number>('warmupStartFactor'),
  });
  const cycles = () => ({ cycleSteps: take<number>('firstCycle'), cycleMultiple: take<number>('cycleMultiple') });
  const oneCycle = () => ({
    steps: take<number>('totalSteps'),
    warmupFraction: take<number>('warmupFraction'),
    anneal: take<string>('anneal') === 'linear' ? ('linear' as const) : ('cosine' as const),
    divFactor: take<number>('divFactor'),
    finalDivFactor: take<number>('finalDivFactor'),
    threePhase: take<boolean>('threePhase'),
    baseMomentum: take<number>('baseMomentum'),
    maxMomentum: take<number>('maxMomentum'),
  });
  const kinds: Record<string, () => Schedule> = {
    constant: () => constantSchedule({ learningRate }),
    polynomial: () => polynomialSchedule(given({ learningRate, ...falling(), power: take<number>('power') })),
    cosine: () => cosineSchedule(given({ learningRate, ...falling() })),
    cosineRestarts: () =>
      cosineRestartsSchedule(given({ learningRate, ...cycles(), minimum: take<number>('endLearningRate') })),
    step: () => stepSchedule({ learningRate, every: take('stepSize'), gamma: take('gamma') }),
    multiStep: () => multiStepSchedule({ learningRate, milestones: take('milestones'), gamma: take('gamma') }),
    exponential: () => exponentialSchedule({ learningRate, gamma: take('gamma') }),
    oneCycle: () => oneCycleSchedule(given({ learningRate, ...oneCycle() })),
  };
  const schedule = kinds[kind]();
  done();
  return schedule;
}

describeShared('schedules agree with PyTorch', 'parity/optim', () => {
  const fixture = readFixture<ScheduleCase>('optim/schedules');
  it.each(fixture.cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const schedule = scheduleOf(one);
    const { learningRates, momenta, ...rest } = one.expected;
    expect(Object.keys(rest)).toEqual([]);
    expect(learningRates.length).toBeGreaterThan(10);
    const rates = learningRates.map((_, step) => schedule(step));
    expectAllClose(rates, learningRates, fixture.tolerance);
    if (!momenta) return;
    expectAllClose(
      momenta.map((_, step) => schedule.momentum!(step)),
      momenta,
      fixture.tolerance,
    );
  });
});

interface DecisionCase extends Options {
  readonly name: string;
  readonly values: readonly (number | 'NaN')[];
  readonly expected: {
    readonly learningRates?: readonly number[];
    readonly stoppedEpoch?: number | null;
    readonly bestEpoch?: number;
    readonly best?: number;
  };
}

describeShared('decisions agree with PyTorch and Keras', 'parity/optim', () => {
  const fixture = readFixture<DecisionCase>('optim/decisions');
  const prefixes = (values: readonly number[]): number[][] => values.map((_, i) => values.slice(0, i + 1));

  it.each(fixture.cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const values = one.values.map(Number);
    const { take, done } = reader(one);
    const mode = take<'min' | 'max'>('mode');
    const semantics = take<'torch' | 'keras'>('semantics');
    const patience = take<number>('patience');
    if (one.expected.learningRates) {
      const thresholdMode = take<string>('thresholdMode') === 'rel' ? 'relative' : 'absolute';
      const plateau = reduceOnPlateau({
        ...{ mode, semantics, patience, thresholdMode },
        learningRate: take('learningRate'),
        factor: take('factor'),
        threshold: take<number | undefined>('threshold') ?? take<number>('minDelta'),
        cooldown: take('cooldown'),
        minimum: take('minLearningRate'),
      });
      done();
      expectAllClose(prefixes(values).map(plateau), one.expected.learningRates, fixture.tolerance);
      return;
    }
    const decide = earlyStoppingRule({ mode, patience, minDelta: take('minDelta') });
    done();
    const decisions = prefixes(values).map(decide);
    const stopped = decisions.findIndex(({ stop }) => stop);
    expect(stopped < 0 ? null : stopped).toBe(one.expected.stoppedEpoch);
    const { bestIndex } = decisions.at(-1)!;
    expect(bestIndex).toBe(one.expected.bestEpoch);
    expect(values[bestIndex!]).toBeCloseTo(one.expected.best!, 6);
  });
});
