import * as segkit from 'segkit';
import * as node from 'segkit/node';
import program from './program.cjs';

console.log(`${await program(segkit, node)} (ESM)`);
