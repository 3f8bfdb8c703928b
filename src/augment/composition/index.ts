export type { Chain } from './chain.js';
export { type ComposeOptions, type ComposeParams, compose } from './compose.js';
export { type OneOfOptions, type OneOfParams, oneOf } from './oneOf.js';
export { type RandomOrderParams, randomOrder } from './randomOrder.js';
export { type SequentialOptions, type SequentialParams, sequential } from './sequential.js';
export { type SomeOfOptions, type SomeOfParams, someOf } from './someOf.js';
export { type WithProbabilityParams, withProbability } from './withProbability.js';
