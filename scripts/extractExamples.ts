/**
 * Collects every ```ts block of the README, the guides and the doc comments into `test/examples/generated`, so that the
 * type checker and a test can run them. Run by `npm run examples`.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'test/examples/generated');

export interface Example {
  /** The file and line of the block, for messages and the name of the generated file. */
  readonly source: string;
  readonly code: string;
}

/** The ```ts blocks of a text, with the line each begins at. Comment stars of doc comments are taken off. */
export function examplesOf(text: string, source: string): Example[] {
  const examples: Example[] = [];
  const lines = text
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, (stars) => (source.endsWith('.ts') ? '' : stars)));
  let start = -1;
  lines.forEach((line, i) => {
    if (start < 0 && /^\s*```ts\s*$/.test(line)) start = i + 1;
    else if (start >= 0 && /^\s*```\s*$/.test(line)) {
      examples.push({ source: `${source}:${start}`, code: lines.slice(start, i).join('\n') });
      start = -1;
    }
  });
  return examples;
}

/** Every example of the repository, in a fixed order. */
export function allExamples(): Example[] {
  const files = [
    'README.md',
    ...filesBelow('docs', '.md'),
    ...filesBelow('examples', '.md'),
    ...filesBelow('src', '.ts'),
  ];
  return files.flatMap((file) => examplesOf(readFileSync(join(root, file), 'utf8'), file));
}

/** The files of a folder with an ending, the generated API site left out. */
function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.startsWith('api'))
    .map((file) => `${folder}/${file}`)
    .sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const examples = allExamples();
  for (const { source, code } of examples) {
    const name = source.replace(/[^A-Za-z0-9]+/g, '_');
    // `export {}` makes a block without imports a module, so that its names stay its own.
    writeFileSync(join(target, `${name}.ts`), `// ${source}\n${code}\nexport {};\n`);
  }
  console.log(`examples: ${examples.length} blocks`);
}
