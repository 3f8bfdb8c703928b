import { workerScope } from '../../../src/core/startWorker.js';

/** What the tests ask of the worker. */
export type Request =
  | { readonly kind: 'echo'; readonly value: unknown; readonly transfer?: ArrayBuffer }
  | { readonly kind: 'fill'; readonly memory: SharedArrayBuffer }
  | { readonly kind: 'throw' | 'reject' | 'exit' | 'outOfMemory' };

const scope = workerScope<Request, unknown>();

scope.listen((request) => {
  if (request.kind === 'echo') scope.send(request.value, request.transfer ? [request.transfer] : []);
  if (request.kind === 'fill') {
    new Uint8Array(request.memory).fill(7);
    scope.send('filled');
  }
  if (request.kind === 'throw') throw new TypeError('thrown in the worker');
  if (request.kind === 'reject') void Promise.reject(new RangeError('rejected in the worker'));
  if (request.kind === 'exit') process.exit(3);
  if (request.kind === 'outOfMemory') {
    const kept: unknown[] = [];
    for (;;) kept.push(Array.from({ length: 10000 }, (_, i) => ({ i })));
  }
});
