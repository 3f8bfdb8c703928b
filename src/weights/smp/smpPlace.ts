import { WeightsError } from '../../core/errors.js';
import { type ByteInput, type ByteSource, byteSource } from '../byteSource.js';

/** The files of a model as smp's `save_pretrained` writes them. */
export type SmpFileName = 'config.json' | 'model.safetensors';

/** Where the files of a model of smp lie: `smpFolder(path)` of `segkit/node`, or functions of your own. */
export interface SmpPlace {
  /** What messages call it, for instance the path of the folder. */
  readonly name: string;
  /** Gives one of its files. */
  read(file: SmpFileName): Promise<ByteInput>;
  /** Writes both files; left out where nothing can be written. */
  write?(files: Readonly<Record<SmpFileName, Uint8Array>>): Promise<void>;
}

/** The files themselves, for instance as a person chose them in a page. */
export interface SmpFiles {
  /** `config.json`: its bytes, or what it says. */
  readonly config: ByteInput | Readonly<Record<string, unknown>>;
  /** `model.safetensors`. */
  readonly weights: ByteInput;
}

/** Reads `config.json`. */
export async function readConfig(input: ByteInput, name: string): Promise<Readonly<Record<string, unknown>>> {
  const source = byteSource('loadSmp', input, name);
  const refuse = (what: string, cause?: unknown): WeightsError =>
    new WeightsError(`loadSmp: ${source.name} ${what}`, { file: source.name, cause });
  if (source.size > largestConfig) throw refuse(`has ${source.size} bytes, where 1 MB is the most for a config.json.`);
  const text = new TextDecoder().decode(await source.read(0, source.size));
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (cause) {
    throw refuse(`is no JSON (${(cause as Error).message}).`, cause);
  }
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config as Record<string, unknown>;
  throw refuse('holds no object of options.');
}

const largestConfig = 2 ** 20;

/** Whether these are the bytes of a file, and not what it says. */
export const isBytes = (input: SmpFiles['config']): input is ByteInput =>
  input instanceof Uint8Array ||
  input instanceof ArrayBuffer ||
  (typeof Blob !== 'undefined' && input instanceof Blob) ||
  typeof (input as Partial<ByteSource>).read === 'function';
