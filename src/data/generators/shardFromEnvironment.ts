import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Shard } from './shard.js';

/** Options of `shardFromEnvironment`. */
export interface ShardFromEnvironmentOptions {
  /** The variables (default `process.env`). */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** How many processes there are, where the environment does not say it. */
  readonly count?: number;
}

/** The variables that launchers set, in the order in which they are looked for. */
const launchers = [
  { name: 'torchrun', index: 'RANK', count: 'WORLD_SIZE' },
  { name: 'Slurm', index: 'SLURM_PROCID', count: 'SLURM_NTASKS' },
  { name: 'AWS Batch', index: 'AWS_BATCH_JOB_NODE_INDEX', count: 'AWS_BATCH_JOB_NUM_NODES' },
  { name: 'AWS Batch', index: 'AWS_BATCH_JOB_ARRAY_INDEX', count: 'AWS_BATCH_JOB_ARRAY_SIZE' },
  { name: 'Kubernetes', index: 'JOB_COMPLETION_INDEX', count: 'JOB_COMPLETIONS' },
] as const;

/**
 * The part of this process, as its launcher says it: `RANK` and `WORLD_SIZE` (torchrun and others), `SLURM_PROCID` and
 * `SLURM_NTASKS`, nodes and array jobs of AWS Batch, indexed jobs of Kubernetes. The first pair that is there counts; where
 * there is none, this process takes everything.
 *
 * Kubernetes tells a job its `JOB_COMPLETION_INDEX` alone: set `JOB_COMPLETIONS` to its `completions`, or give `count`.
 *
 * @throws OptionError if half of a pair is missing, is no whole number, or contradicts `count`.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const { pipe, shard, shardFromEnvironment, toArray } = generators;
 * const environment = { SLURM_PROCID: '2', SLURM_NTASKS: '4' }; // left out: process.env
 * console.log(await toArray(pipe(['a', 'b', 'c', 'd', 'e'], shard(shardFromEnvironment({ environment }))))); // ['c']
 * ```
 */
export function shardFromEnvironment(options: ShardFromEnvironmentOptions = {}): Shard {
  checkOptionNames('shardFromEnvironment', options, ['environment', 'count']);
  const { environment = ownEnvironment(), count } = options;
  if (count !== undefined) checkNumber('shardFromEnvironment', 'count', count, { min: 1, integer: true });
  const read = (variable: string): number | undefined => {
    const text = environment[variable]?.trim();
    if (text === undefined || text === '') return undefined;
    if (/^\d+$/.test(text)) return Number(text);
    return refuse(variable, `${variable} is ${JSON.stringify(text)}. It must be a whole number.`);
  };
  for (const launcher of launchers) {
    const found = { index: read(launcher.index), count: read(launcher.count) };
    if (found.index === undefined && found.count === undefined) continue;
    return checkedShard(launcher, found, count);
  }
  if (count === undefined || count === 1) return { index: 0, count: 1 };
  const names = launchers.map(({ index }) => index).join(', ');
  return refuse('count', `count is ${count}, but no variable tells which part is meant. Set one of ${names}.`);
}

function checkedShard(
  { name, index: indexName, count: countName }: (typeof launchers)[number],
  found: { readonly index: number | undefined; readonly count: number | undefined },
  given: number | undefined,
): Shard {
  const { index } = found;
  const count = found.count ?? given;
  if (index === undefined) {
    return refuse(
      indexName,
      `${countName} is ${found.count}, but ${indexName} is missing (${name}). Set both, or neither.`,
    );
  }
  if (count === undefined) {
    return refuse(countName, `${indexName} is ${index}, but ${countName} is missing (${name}). Set it, or give count.`);
  }
  if (given !== undefined && given !== count) {
    return refuse('count', `count is ${given}, but ${countName} is ${count}. Leave count out, or correct one.`);
  }
  if (index < count) return { index, count };
  return refuse(indexName, `${indexName} is ${index}, but ${countName} is ${count}: the last index is ${count - 1}.`);
}

function refuse(option: string, message: string): never {
  throw new OptionError(`shardFromEnvironment: ${message}`, { option });
}

/** Where there is no process, as in a browser, there are no variables. */
function ownEnvironment(): Readonly<Record<string, string | undefined>> {
  const { process } = globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } };
  return process?.env ?? {};
}
