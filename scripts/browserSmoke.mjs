// Runs the built package in a page of a real browser (Chromium, headless), as a bundler would ship it.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const browserPath = findBrowser();

if (browserPath) await runPage(browserPath);
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

async function runPage(executablePath) {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'test/page/train.js')],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  });
  const server = createServer((request, response) => serve(request.url, outputFiles[0].text, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`browser: ${error.stack}`));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => /^(ok|failed): /.test(document.title), undefined, { timeout: 120_000 });
    const title = await page.title();
    console.log(`browser: ${browser.version()} ${title}`);
    if (!title.startsWith('ok: ')) process.exitCode = 1;
  } finally {
    await browser.close();
    server.close();
  }
}

/** The page, its script, and the WebAssembly files of tfjs. */
function serve(url, script, response) {
  const wasm = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist', url.replace('/wasm/', ''));
  if (url === '/')
    response.setHeader('content-type', 'text/html').end('<script type="module" src="/page.js"></script>');
  else if (url === '/page.js') response.setHeader('content-type', 'text/javascript').end(script);
  else if (/^\/wasm\/[\w-]+\.wasm$/.test(url) && existsSync(wasm)) {
    response.setHeader('content-type', 'application/wasm').end(readFileSync(wasm));
  } else response.writeHead(404).end();
}
