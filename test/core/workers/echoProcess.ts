import { processScope } from '../../../src/core/startProcess.js';

/** What the tests ask of the process. */
export type Request =
  | { readonly kind: 'echo'; readonly value: unknown }
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'exit' | 'throw' };

const scope = processScope<Request, unknown>();

for (;;) {
  const request = scope.receive();
  if (request.kind === 'echo') scope.send(request.value);
  if (request.kind === 'environment') scope.send(process.env[request.name]);
  if (request.kind === 'exit') process.exit(3);
  if (request.kind === 'throw') throw new TypeError('thrown in the process');
}
