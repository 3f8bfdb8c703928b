// Runs the built package in a page of a real browser (Chromium, headless), as a bundler would ship it.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Each page, the same once more where it may share memory. */
const pages = ['/train.html', '/workers.html', '/isolated/workers.html'];

const browserPath = findBrowser();

if (browserPath) await runPages(browserPath);
else console.log('browser: no chromium here, skipped (set CHROMIUM_PATH)');

/** The path of an installed Chromium or Chrome. */
function findBrowser() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      // not this one
    }
  }
  return undefined;
}

/** The pages, and the workers that they start; each is bundled as an application would. */
async function bundle() {
  const { outputFiles } = await build({
    entryPoints: {
      train: join(root, 'test/page/train.js'),
      workers: join(root, 'test/page/workers.js'),
      // Bundlers put a worker where the `new URL(…, import.meta.url)` that names it points to; esbuild leaves it to us.
      webLoaderWorker: join(root, 'dist/webLoaderWorker.js'),
      webTrainWorker: join(root, 'dist/webTrainWorker.js'),
    },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    outdir: '/',
    write: false,
    logLevel: 'error',
  });
  return new Map(outputFiles.map(({ path, text }) => [`/${path.split(/[\\/]/).at(-1)}`, text]));
}

async function runPages(executablePath) {
  const scripts = await bundle();
  const server = createServer((request, response) => serve(request.url, scripts, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    for (const path of pages) {
      const page = await browser.newPage();
      page.on('pageerror', (error) => console.error(`browser: ${error.stack}`));
      page.on('console', (message) => message.type() === 'error' && console.error(`browser: ${message.text()}`));
      await page.goto(`http://127.0.0.1:${server.address().port}${path}`);
      await page.waitForFunction(() => /^(ok|failed): /.test(document.title), undefined, { timeout: 120_000 });
      const title = await page.title();
      console.log(`browser: ${browser.version()} ${title}`);
      if (!title.startsWith('ok: ')) process.exitCode = 1;
      await page.close();
    }
  } finally {
    await browser.close();
    server.close();
  }
}

/** The pages, their scripts, and the WebAssembly files of tfjs. */
function serve(url, scripts, response) {
  response.setHeader('cross-origin-embedder-policy', 'require-corp');
  if (url.startsWith('/isolated/')) response.setHeader('cross-origin-opener-policy', 'same-origin');
  const wasm = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist', url.replace('/wasm/', ''));
  if (url.endsWith('.html')) {
    const script = url.slice(url.lastIndexOf('/')).replace('.html', '.js');
    response.setHeader('content-type', 'text/html').end(`<script type="module" src="${script}"></script>`);
  } else if (scripts.has(url)) response.setHeader('content-type', 'text/javascript').end(scripts.get(url));
  else if (/^\/wasm\/[\w-]+\.wasm$/.test(url) && existsSync(wasm)) {
    response.setHeader('content-type', 'application/wasm').end(readFileSync(wasm));
  } else response.writeHead(url === '/favicon.ico' ? 204 : 404).end();
}
