// Installs the packed tarball in an empty folder, as a consumer would, and runs ESM and CJS programs there on plain Node:
// train two steps, save, load, predict. Bundlers and test runners forgive imports that Node does not.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const programs = join(root, 'test/smoke');
const folder = mkdtempSync(join(tmpdir(), 'segkit-smoke-'));
const run = (command, args, options = {}) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], ...options });

try {
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root }));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', join(folder, filename)]);
  for (const program of readdirSync(programs)) copyFileSync(join(programs, program), join(folder, program));

  const nodes = [process.execPath, ...(await otherNodes())];
  for (const node of nodes) {
    const version = run(node, ['--version']).trim();
    for (const program of ['train.mjs', 'train.cjs']) {
      console.log(`smoke: Node ${version} ${program}: ${run(node, [program]).trim().split('\n').at(-1)}`);
    }
    console.log(
      `smoke: Node ${version} segkit --version: ${run(node, ['node_modules/.bin/segkit', '--version']).trim()}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The Nodes that are not the current one, from the packages that carry their binaries for this platform. */
async function otherNodes() {
  const { platform, arch, versions } = process;
  const found = [];
  for (const major of [20, 22, 24].filter((one) => String(one) !== versions.node.split('.')[0])) {
    const prefix = join(folder, `node${major}`);
    const name = `node-${platform}-${arch}`;
    try {
      // In a folder of its own: a `node` among the project's binaries would be taken by every npm script.
      run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', prefix, `${name}@${major}`]);
      found.push(join(prefix, 'node_modules', name, 'bin/node'));
    } catch {
      console.log(`smoke: Node ${major} is not to be had as ${name}, skipped`);
    }
  }
  return found;
}
