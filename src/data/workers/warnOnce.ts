/** Something that people are to be told once. */
export interface Warning {
  /** What tells it from other warnings. */
  readonly code: string;
  readonly text: string;
}

/** `process`, as far as it is used, where there is one. */
interface MaybeNode {
  readonly process?: { emitWarning?(text: string, options: { code: string }): void };
}

const said = new Set<string>();

/** Hands on a warning of a worker, unless another one has said the same. */
export function warnOnce({ code, text }: Warning): void {
  if (said.has(code)) return;
  said.add(code);
  const { process } = globalThis as MaybeNode;
  if (process?.emitWarning) process.emitWarning(text, { code });
  else console.warn(text);
}
