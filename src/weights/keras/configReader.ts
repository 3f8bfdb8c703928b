import type { WeightsError } from '../../core/errors.js';
import { type KerasContext, type KerasVersion, kerasError } from './kerasContext.js';

/** The config of a layer, read with care: a value of another type than Keras writes is refused by its name. */
export interface ConfigReader {
  /** The name of the layer, such that TensorFlow.js takes it. */
  readonly name: string;
  /** The name of the layer's class. */
  readonly className: string;
  readonly version: KerasVersion;
  /** A value as it stands; `undefined` where there is none, and for null. */
  value(key: string): unknown;
  /** The first of the keys that has a value, as a number. */
  number(keys: string | readonly string[], fallback: number): number;
  flag(key: string, fallback: boolean): boolean;
  text(key: string, fallback: string): string;
  /** A number for height and width both, or one for each. */
  pair(key: string, fallback: number): readonly [number, number];
  /** Refuses a value that segkit does not do; what is not there is right. */
  expect(key: string, isRight: (value: unknown) => boolean, cure: string): void;
  /** An error that names the layer. */
  error(what: string): WeightsError;
}

/** Reads the config of a layer. */
export function configReader(
  context: KerasContext,
  layer: { readonly className: string; readonly name: string; readonly config: Readonly<Record<string, unknown>> },
): ConfigReader {
  const { className, name, config } = layer;
  const error = (what: string): WeightsError => kerasError(context, `layer "${shorten(name)}" (${className}) ${what}`);
  const value = (key: string): unknown => (Object.hasOwn(config, key) ? (config[key] ?? undefined) : undefined);
  const typed = <T>(key: string, fallback: T, isRight: (given: unknown) => boolean, wanted: string): T => {
    const given = value(key);
    if (given === undefined) return fallback;
    if (isRight(given)) return given as T;
    throw error(`has ${key} ${show(given)}. It must be ${wanted}.`);
  };
  return {
    name: plainName(name),
    className,
    version: context.version,
    value,
    error,
    number(keys, fallback) {
      const list = typeof keys === 'string' ? [keys] : keys;
      const key = list.find((each) => value(each) !== undefined) ?? list[0];
      return typed(key, fallback, Number.isFinite, 'a number');
    },
    flag: (key, fallback) => typed(key, fallback, (given) => typeof given === 'boolean', 'true or false'),
    text: (key, fallback) => typed(key, fallback, (given) => typeof given === 'string', 'text'),
    pair(key, fallback) {
      const isCount = (given: unknown): boolean => Number.isInteger(given) && (given as number) >= 1;
      const isPair = (given: unknown): boolean => Array.isArray(given) && given.length === 2 && given.every(isCount);
      const given = typed(key, fallback as unknown, (x) => isCount(x) || isPair(x), 'one or two whole numbers');
      return (typeof given === 'number' ? [given, given] : given) as [number, number];
    },
    expect(key, isRight, cure) {
      const given = value(key);
      if (given !== undefined && !isRight(given)) throw error(`has ${key} ${show(given)}. ${cure}`);
    },
  };
}

/** A name in the letters that TensorFlow.js takes for one; Keras takes any. */
export function plainName(name: string): string {
  const plain = name.replace(/[^-A-Za-z0-9_./]/g, '_');
  return /^[A-Za-z0-9]/.test(plain) ? plain : `layer${plain}`;
}

/** A value for a message, which a hostile one must not flood. */
export const show = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Array.isArray(value)
      ? `[${value
          .slice(0, 6)
          .map((each) => (typeof each === 'object' && each !== null ? '…' : String(each)))
          .join(', ')}]`
      : 'that is an object'
    : shorten(JSON.stringify(value) ?? 'undefined');

/** A name for a message. */
export const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
