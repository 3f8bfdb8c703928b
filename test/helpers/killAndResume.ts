import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { random } from '../../src/core/random.js';
import { checkpointFolder } from '../../src/node/checkpointFolder.js';
import { decodeCheckpoint } from '../../src/train/checkpoint/checkpointFormat.js';

const program = fileURLToPath(new URL('killedTraining.ts', import.meta.url));

/** What {@link killAndResume} saw. */
export interface KillReport {
  /** What the training that was left alone came to. */
  readonly expected: string;
  /** What the one that was killed came to. */
  readonly actual: string;
  /** How often it was killed before it was done. */
  readonly kills: number;
  /** Checkpoints that were looked at after the kills, and those of them that could not be read. */
  readonly checkpoints: number;
  readonly unreadable: readonly string[];
}

/** What is to be done. */
export interface KillOptions {
  readonly backend: string;
  readonly kills: number;
  readonly epochs: number;
  readonly seed: string;
  readonly log?: (line: string) => void;
}

/**
 * Trains once without disturbance, and once killed (`kill -9`) at random moments, going on each time from what is in the
 * folder: while it starts, reads, trains and writes.
 */
export async function killAndResume({
  backend,
  kills,
  epochs,
  seed,
  log = () => {},
}: KillOptions): Promise<KillReport> {
  const root = await mkdtemp(join(tmpdir(), 'segkit-kill-'));
  const draw = random('kill', seed);
  try {
    const train = (folder: string, killAt?: KillTime): Promise<ProcessEnd> =>
      runProcess([backend, join(root, folder), String(epochs)], killAt);
    const whole = await train('whole');
    log(`${backend}: undisturbed, ${whole.startup} ms to start and ${whole.training} ms of training`);
    const place = checkpointFolder(join(root, 'killed'));
    const report = { kills: 0, checkpoints: 0, unreadable: [] as string[] };
    let last: ProcessEnd | undefined;
    const between = whole.training / whole.saved;
    while (report.kills < kills) {
      // Mostly while it trains or writes, after one to three checkpoints; now and then while it starts or reads.
      const killAt: KillTime = draw.chance(0.2)
        ? { saved: 0, milliseconds: draw.uniform(0, 1.5 * whole.startup) }
        : { saved: draw.integer(1, 4), milliseconds: draw.uniform(0, 1.5 * between) };
      last = await train('killed', killAt);
      if (!last.isKilled) break;
      report.kills++;
      for (const name of await place.list()) {
        report.checkpoints++;
        const bytes = await place.read(name);
        try {
          decodeCheckpoint(bytes);
        } catch (error) {
          report.unreadable.push(`${name}: ${(error as Error).message}`);
        }
      }
      log(
        `${backend}: kill ${report.kills} ${Math.round(killAt.milliseconds)} ms after ${killAt.saved > 0 ? `its checkpoint ${killAt.saved}` : 'its start'}, there are ${(await place.list()).join(', ')}`,
      );
    }
    if (last?.isKilled ?? true) last = await train('killed');
    return { expected: whole.end, actual: last!.end, ...report };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** A time after the start, or after so many checkpoints. */
interface KillTime {
  readonly saved: number;
  readonly milliseconds: number;
}

interface ProcessEnd {
  readonly isKilled: boolean;
  readonly end: string;
  /** Milliseconds until training began, and from there to the end. */
  readonly startup: number;
  readonly training: number;
  /** How many checkpoints it has written. */
  readonly saved: number;
}

function runProcess(words: readonly string[], killAt?: KillTime): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', program, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const start = performance.now();
    let begin = start;
    let output = '';
    let errors = '';
    let timer: NodeJS.Timeout | undefined;
    const count = (word: string): number => output.split(`${word}\n`).length - 1;
    const killWhenDue = (): void => {
      if (!killAt || timer || count('saved') < killAt.saved) return;
      timer = setTimeout(() => child.kill('SIGKILL'), killAt.milliseconds);
    };
    killWhenDue();
    child.stdout.on('data', (data) => {
      output += data;
      if (begin === start && count('begin') > 0) begin = performance.now();
      killWhenDue();
    });
    child.stderr.on('data', (data) => {
      errors += data;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code !== 0 && signal !== 'SIGKILL') {
        // Node shows the line that threw, and that of the wasm backend is all of it.
        const lines = errors.split('\n').filter((line) => line.length < 500);
        reject(new Error(`the training ended with ${code}: ${lines.join('\n')}`));
      }
      const [startup, training] = [begin - start, performance.now() - begin].map(Math.round);
      const end = /^end .*$/m.exec(output)?.[0] ?? '';
      resolve({ isKilled: signal === 'SIGKILL', end, startup, training, saved: count('saved') });
    });
  });
}
