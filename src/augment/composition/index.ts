export { type ComposeParams, compose } from './compose.js';
export { type OneOfOptions, type OneOfParams, oneOf } from './oneOf.js';
export { type WithProbabilityParams, withProbability } from './withProbability.js';
