/** Prints what each entry of the built package weighs, alone and with the chunks it loads, plain and gzipped. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = join(dirname(fileURLToPath(import.meta.url)), '../dist');

/** A file and all files of the package that it imports statically. */
function withImports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name] of readFileSync(join(dist, file), 'utf8').matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)) {
    withImports(name, seen);
  }
  return seen;
}

for (const entry of ['index.js', 'node.js', 'browser.js', 'wasm.js', 'cli.js']) {
  const code = [...withImports(entry)]
    .map((file) => readFileSync(join(dist, file)))
    .reduce((a, b) => Buffer.concat([a, b]));
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(
    `size: ${entry.padEnd(10)} ${kilobytes(code.length).padStart(9)}, gzipped ${kilobytes(gzipSync(code).length)}`,
  );
}
