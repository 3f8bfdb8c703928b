const program = require('./program.cjs');

program(require('segkit'), require('segkit/node')).then(
  (said) => console.log(`${said} (CJS)`),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
