import { DataError, OptionError } from '../../core/errors.js';

/** What the name of a file in a shard says. */
export interface EntryName {
  /** What all files of a sample share: folders and name up to the dot. */
  readonly key: string;
  /** What comes after the dot, in lower case: `jpg`, `mask.png`. */
  readonly field: string;
}

/** Which dot of a name ends the key. */
export type KeyDot = 'first' | 'last';

/**
 * Takes the name of a file in a shard apart. Hidden files and names without a dot belong to no sample.
 *
 * @throws DataError for names that lead out of a folder: whoever writes a file by a sample's id must be safe.
 */
export function parseEntryName(name: string, dot: KeyDot): EntryName | undefined {
  const path = name.replace(/^(\.\/+)+/, '');
  const parts = path.split(/[\\/]/);
  if (/^([\\/]|[A-Za-z]:)/.test(path) || parts.includes('..') || path.includes('\0')) {
    throw new DataError(`the file ${JSON.stringify(name)} leads out of its folder. Such names are refused.`);
  }
  const start = path.lastIndexOf('/') + 1;
  const base = path.slice(start);
  const end = dot === 'first' ? base.indexOf('.') : base.lastIndexOf('.');
  if (end <= 0 || base.startsWith('.') || end === base.length - 1) return undefined;
  return { key: decodeKey(path.slice(0, start) + base.slice(0, end)), field: base.slice(end + 1).toLowerCase() };
}

/**
 * The name of a field of a sample in a shard. Dots in the last part of a key would end it, and are written `%2E`.
 *
 * @throws OptionError for keys and fields that cannot be names.
 */
export function formatEntryName(where: string, key: string, field: string): string {
  if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(field)) {
    const message = `${where}: ${JSON.stringify(field)} is no name of a field. Use small letters and digits: jpg, mask.png.`;
    throw new OptionError(message, { option: 'fields', value: field });
  }
  const name = `${encodeKey(key)}.${field}`;
  if (key !== '' && !key.endsWith('/') && parses(name, key)) return name;
  throw new OptionError(`${where}: ${JSON.stringify(key)} is no key. It must name a file within a folder.`, {
    option: 'key',
    value: key,
  });
}

function parses(name: string, key: string): boolean {
  try {
    return parseEntryName(name, 'first')?.key === key;
  } catch {
    return false;
  }
}

function encodeKey(key: string): string {
  const start = key.lastIndexOf('/') + 1;
  const escaped = (text: string): string => text.replaceAll('%', '%25');
  return escaped(key.slice(0, start)) + escaped(key.slice(start)).replaceAll('.', '%2E');
}

const decodeKey = (key: string): string => key.replace(/%(25|2E)/gi, (code) => (code === '%25' ? '%' : '.'));
