import { main } from './main.js';

// `segkit train … | head -1` closes the pipe; the work goes on without being heard.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main(process.argv.slice(2));
