import { SingleBar } from 'cli-progress';

/** Where progress is written to; `process.stdout` is one. */
export interface ProgressStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
}

/** What a bar shows. */
export interface BarState {
  /** What stands before the bar. */
  readonly name: string;
  readonly value: number;
  /** Where the bar is full; left out where nobody knows, and the bar is full all the time. */
  readonly total?: number;
  /** What stands behind the bar. */
  readonly detail: string;
}

/** A bar on the last line of a terminal: it appears with the first update, and `clear` takes it away. */
export interface TerminalBar {
  update(state: BarState): void;
  clear(): void;
}

/** Makes a {@link TerminalBar}. It holds a timer until it is cleared. */
export function terminalBar(stream: ProgressStream): TerminalBar {
  let bar: SingleBar | undefined;
  return {
    update({ value, total = value, ...payload }) {
      if (!bar) {
        bar = new SingleBar({
          format: '{name} |{bar}| {value}/{total}  {detail}',
          stream,
          barsize: 24,
          clearOnComplete: true,
          // A process that is killed would leave it hidden.
          hideCursor: false,
          linewrap: null,
        });
        bar.start(total, value, payload);
      }
      bar.setTotal(total);
      bar.update(value, payload);
    },
    clear() {
      bar?.stop();
      bar = undefined;
    },
  };
}
