import { Command, CommanderError } from 'commander';
import { SegkitError } from 'segkit';
import { evaluateCommand } from './evaluateCommand.js';
import { inspectCommand } from './inspectCommand.js';
import { Interrupted } from './interrupt.js';
import { predictCommand } from './predictCommand.js';
import { trainCommand } from './trainCommand.js';
import { version } from './version.js';

/**
 * Runs the command line and gives the exit code: 0 if all is done, 1 if the input is at fault, 2 if the call is, 130
 * after Ctrl-C. What is at fault is said in one line.
 */
export async function main(words: readonly string[]): Promise<number> {
  const program = new Command('segkit')
    .description('Train, check and use semantic-segmentation models.')
    .version(version())
    .exitOverride();
  for (const command of [inspectCommand(), trainCommand(), evaluateCommand(), predictCommand()]) {
    program.addCommand(command.exitOverride());
  }
  try {
    await program.parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Interrupted) return 130;
    if (!(error instanceof SegkitError) && !isSystemError(error)) throw error;
    console.error(`segkit: ${error.message}`);
    return 1;
  }
}

/** A full disk, a folder that cannot be written to and the like: the input's fault, not the program's. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}
