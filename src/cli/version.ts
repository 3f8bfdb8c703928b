import { createRequire } from 'node:module';

/** From the package itself, which finds its own `package.json` by name, built or not. */
export function version(): string {
  const require = createRequire(import.meta.url);
  return (require('segkit/package.json') as { version: string }).version;
}
