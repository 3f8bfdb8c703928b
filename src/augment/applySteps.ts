import type { Sample } from '../data/sample.js';
import { applyMoves } from './moves/applyMove.js';
import type { Move } from './moves/move.js';
import { formatOf, mapLevels } from './pixel/mapLevels.js';
import { dropUnused } from './sampleMemory.js';
import type { LevelMap, Step } from './transform.js';

/** How {@link applySteps} works. */
export interface ApplyStepsOptions {
  /** Whether neighbours are done in one go where they can be (default `true`). */
  readonly fuse?: boolean;
}

/** Applies transforms one after the other: neighbouring moves as few resamplings, neighbouring levels as one table. */
export function applySteps(steps: readonly Step[], sample: Sample, { fuse = true }: ApplyStepsOptions = {}): Sample {
  let state = sample;
  const proceed = (next: Sample): void => {
    dropUnused(state, next, sample);
    state = next;
  };
  if (!fuse) {
    for (const { transform, params } of steps.flatMap(leavesOf)) proceed(transform.apply(params, state));
    return state;
  }
  let moves: Move[] = [];
  let levels: LevelMap[] = [];
  const finish = (): void => {
    if (moves.length > 0) proceed(applyMoves(moves, state));
    if (levels.length > 0) proceed({ ...state, image: mapLevels(state.image, ...levels) });
    [moves, levels] = [[], []];
  };
  for (const { transform, params } of steps.flatMap(fusibleLeavesOf)) {
    if (transform.moves) {
      if (levels.length > 0) finish();
      moves.push(...transform.moves(params, moves.at(-1)?.size ?? sizeOf(state)));
      continue;
    }
    if (moves.length > 0) finish();
    const level = transform.levels?.(params, formatOf(state.image));
    if (level) {
      levels.push(level);
      continue;
    }
    finish();
    proceed(transform.apply(params, state));
  }
  finish();
  return state;
}

/** The transforms that a step comes down to. */
export function leavesOf(step: Step): readonly Step[] {
  return step.transform.steps?.(step.params).flatMap(leavesOf) ?? [step];
}

/** The same, with pipelines that are not to be fused with others as they are. */
function fusibleLeavesOf(step: Step): readonly Step[] {
  if (step.transform.options.fuse === false) return [step];
  return step.transform.steps?.(step.params).flatMap(fusibleLeavesOf) ?? [step];
}

const sizeOf = ({ image: { width, height } }: Sample): { width: number; height: number } => ({ width, height });
