import { DataError } from '../../core/errors.js';
import { decodeCheckpoint, readSummary, summaryLength } from './checkpointFormat.js';
import type { CheckpointPlace } from './checkpointPlace.js';
import type { CheckpointSummary, TrainingCheckpoint } from './trainingCheckpoint.js';

/** A checkpoint in a place, as far as its beginning says. */
export interface ListedCheckpoint {
  readonly name: string;
  /** `undefined` where the beginning is damaged already. */
  readonly summary: CheckpointSummary | undefined;
  /** What is wrong with it, if anything is. */
  readonly damage: string | undefined;
}

/** All checkpoints of a place, the newest first and damaged ones at the beginning. */
export async function listCheckpoints(place: CheckpointPlace): Promise<ListedCheckpoint[]> {
  const listed: ListedCheckpoint[] = [];
  for (const name of (await place.list()).toSorted()) {
    try {
      listed.push({ name, summary: readSummary(await place.read(name, summaryLength)), damage: undefined });
    } catch (error) {
      listed.push({ name, summary: undefined, damage: (error as Error).message });
    }
  }
  return listed.toSorted((a, b) => compareAge(a.summary, b.summary));
}

function compareAge(a: CheckpointSummary | undefined, b: CheckpointSummary | undefined): number {
  if (!a || !b) return Number(Boolean(a)) - Number(Boolean(b));
  return b.globalStep - a.globalStep || b.epochs - a.epochs;
}

/** A checkpoint with its name. */
export interface FoundCheckpoint {
  readonly name: string;
  readonly checkpoint: TrainingCheckpoint;
}

/**
 * The newest checkpoint that is whole. Damaged ones are warned about and passed over.
 *
 * @throws {@link DataError} if there are some, and all are damaged.
 */
export async function findCheckpoint(place: CheckpointPlace): Promise<FoundCheckpoint | undefined> {
  const damages: string[] = [];
  const all = await listCheckpoints(place);
  for (const { name, damage } of all) {
    try {
      if (damage !== undefined) throw new DataError(damage);
      const checkpoint = decodeCheckpoint(await place.read(name));
      if (damages.length > 0) {
        console.warn(`fit: ${place.name} holds damaged checkpoints: ${damages.join('; ')}. Going on from ${name}.`);
      }
      return { name, checkpoint };
    } catch (error) {
      damages.push(`${name}, ${(error as Error).message}`);
    }
  }
  if (all.length === 0) return undefined;
  throw new DataError(
    `fit: no checkpoint in ${place.name} is whole: ${damages.join('; ')}. Restore one, or begin anew in another place.`,
  );
}
