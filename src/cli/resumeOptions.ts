import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from 'segkit';
import { pictureSize } from './parse.js';
import type { TrainOptions } from './train.js';

/** What a run that goes on takes from the command line alone. */
const ownNames: readonly string[] = ['out', 'overwrite', 'resume', 'segkit', 'backend'];

/**
 * The options of a run that goes on: what was given on the command line, and for the rest what the run was begun with, a plan
 * among it. What was given differently is found by `fit`, which knows what matters.
 */
export async function resumeOptions(given: TrainOptions, isGiven: (name: string) => boolean): Promise<TrainOptions> {
  const file = join(given.out, 'options.json');
  const begun = await readOptions(file);
  const kept = Object.entries(begun).filter(([name]) => !ownNames.includes(name) && !isGiven(name));
  return { ...given, ...Object.fromEntries(kept.map(([name, value]) => [name, revive(name, value)])) };
}

async function readOptions(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    // A run that was killed in its first epoch has not written it.
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    const message = `${file} is no JSON (${(cause as Error).message}). Restore it, or give all options again and remove it.`;
    throw new DataError(message, { file, cause });
  }
}

/** What was written as text: sizes and patterns. */
function revive(name: string, value: unknown): unknown {
  if (name === 'size') return pictureSize(String(value));
  return name === 'group' ? new RegExp(String(value)) : value;
}
