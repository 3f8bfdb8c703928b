export { type DrawnOperation, type PolicyOperation, policyOperations } from './operations.js';
export type { PolicyOptions, PolicyParams } from './policy.js';
export { type RandAugmentOptions, randAugment } from './randAugment.js';
export { type TrivialAugmentOptions, trivialAugment } from './trivialAugment.js';
