import type { LayersModel } from '@tensorflow/tfjs-layers';
import { DataError, OptionError } from '../../core/errors.js';
import type { BestWeights } from '../bestWeights.js';
import type { RunState } from '../engine/runState.js';
import type { FitSettings } from '../fitOptions.js';
import { restoreFrozen } from '../freeze.js';
import { allVariables, loadSnapshot } from '../weights.js';
import type { CheckpointPlace } from './checkpointPlace.js';
import { type FoundCheckpoint, findCheckpoint } from './findCheckpoint.js';
import { compareFingerprints, type Difference, type Fingerprint, type ResumeDifference } from './fingerprint.js';
import type { TrainingCheckpoint } from './trainingCheckpoint.js';

/** How a run goes on. */
export interface ResumeOptions {
  /** Where its checkpoints are; `'auto'`: where the callback {@link checkpoint} puts them, if there are any. */
  readonly from: CheckpointPlace | 'auto';
  /** In what the run may differ from what it was begun with. Default: in nothing but its length. */
  readonly allow?: readonly ResumeDifference[];
}

/**
 * Finds the checkpoint that a run is to go on from, and refuses one of another run.
 *
 * @throws {@link OptionError} if there is none in the place that was named, or if model, data or options are not those that
 *   the run was begun with.
 */
export async function findResume(
  { resume, callbacks }: FitSettings,
  now: Fingerprint,
): Promise<FoundCheckpoint | undefined> {
  if (!resume) return undefined;
  const { from, allow = [] } = resume;
  const place = from === 'auto' ? callbacks.find(({ place }) => place)?.place : from;
  if (!place) {
    throw new OptionError(
      `fit: resume is 'auto', and no callback says where the checkpoints are. Add checkpoint({ place }), or name the place.`,
      { option: 'resume', value: from },
    );
  }
  const found = await findCheckpoint(place);
  if (!found && from !== 'auto') {
    throw new OptionError(
      `fit: there is no checkpoint to go on from in ${place.name}. Leave resume out, or set it to 'auto' to begin where there is none.`,
      { option: 'resume' },
    );
  }
  if (found) refuse(place, compareFingerprints(found.checkpoint.fingerprint, now), allow);
  return found;
}

function refuse(place: CheckpointPlace, all: readonly Difference[], allow: readonly ResumeDifference[]): void {
  const found = all.filter(({ part }) => !allow.includes(part));
  if (found.length === 0) return;
  const shown = found.slice(0, 6).map(({ description }) => description);
  const more = found.length > shown.length ? `; and ${found.length - shown.length} more` : '';
  const parts = [...new Set(found.map(({ part }) => `'${part}'`))].join(', ');
  throw new OptionError(
    `fit: this is not the run whose checkpoints are in ${place.name}: ${shown.join('; ')}${more}. Give what it was begun with, ` +
      `begin anew in another place, or allow it: resume: { from, allow: [${parts}] }.`,
    { option: 'resume', value: found.map(({ part }) => part) },
  );
}

/** The parts of a run that a checkpoint fills. */
export interface ResumedParts {
  readonly model: LayersModel;
  readonly best: BestWeights;
}

/** Puts a checkpoint into model, optimizer and best weights, and gives the state to go on from. */
export async function restoreRun(
  { checkpoint }: FoundCheckpoint,
  { model, best }: ResumedParts,
  { optimizer, resume }: FitSettings,
): Promise<RunState> {
  checkWeights(model, checkpoint);
  const before = await optimizer.state();
  optimizer.load(checkpoint.optimizer);
  if (!resume?.allow?.includes('learningRate')) {
    try {
      checkRate(optimizer.learningRate(), checkpoint.nextLearningRate, checkpoint.state.globalStep);
    } catch (error) {
      optimizer.load(before);
      throw error;
    }
  }
  const weights = loadSnapshot(allVariables(model), checkpoint.weights);
  weights.restore();
  weights.dispose();
  restoreFrozen(model, checkpoint.frozen);
  best.load(checkpoint.best);
  return checkpoint.state;
}

function checkWeights(model: LayersModel, { weights }: TrainingCheckpoint): void {
  const fail = (message: string): never => {
    throw new DataError(`fit: the checkpoint ${message}. Build the model that the run was begun with.`);
  };
  const variables = allVariables(model);
  for (const { name, variable } of variables) {
    if (!(name in weights)) fail(`has no weight "${name}"`);
    const { shape } = weights[name];
    if (String(shape) !== String(variable.shape)) fail(`has "${name}" as [${shape}], the model as [${variable.shape}]`);
  }
  const names = new Set(variables.map(({ name }) => name));
  const extra = Object.keys(weights).find((name) => !names.has(name));
  if (extra !== undefined) fail(`has a weight "${extra}" that the model has not`);
}

/** Schedules are functions: only what they give now can be compared. Cosines may differ in the last digits elsewhere. */
function checkRate(now: number, before: number, step: number): void {
  if (Math.abs(now - before) <= 1e-9 * Math.max(now, before)) return;
  throw new OptionError(
    `fit: the learning rate after step ${step} was to be ${before}, and is ${now} with this optimizer. Give the schedule that the ` +
      `run was begun with (over as many steps), or allow it: resume: { from, allow: ['learningRate'] }.`,
    { option: 'optimizer', value: now },
  );
}
