import { OptionError } from '../../core/errors.js';

/** More files than anybody has; a slip in a number should not fill the memory. */
const mostShards = 1_000_000;

/** The files that names with number ranges stand for: `cars-{000..011}.tar`. */
export function expandShards(where: string, shards: string | readonly string[]): string[] {
  const names = [shards].flat().flatMap((shard) => expand(where, shard));
  if (names.length > 0) return names;
  throw new OptionError(`${where}: there are no shards. Name at least one.`, { option: 'shards', value: shards });
}

function expand(where: string, pattern: string): string[] {
  const match = /\{(\d+)\.\.(\d+)\}/.exec(pattern);
  if (!match) return [pattern];
  const [range, first, last] = match;
  const count = Number(last) - Number(first) + 1;
  if (count < 1 || count > mostShards) {
    const message = `${where}: ${range} of ${pattern} are ${count} files. The first number is the smaller one.`;
    throw new OptionError(message, { option: 'shards', value: pattern });
  }
  const head = pattern.slice(0, match.index);
  const tail = pattern.slice(match.index + range.length);
  return Array.from({ length: count }, (_, i) => {
    const number = String(Number(first) + i).padStart(first.length, '0');
    return head + number;
  }).flatMap((start) => expand(where, tail).map((end) => start + end));
}
