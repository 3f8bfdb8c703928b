/** What is wrong with a step whose loss or gradient is not finite, where, and what to do. */
export function describeNonFinite(
  loss: number,
  norm: number,
  at: { readonly epoch: number; readonly step: number; readonly ids: readonly string[] },
): string {
  const what = Number.isFinite(loss) ? `the gradient is ${norm} (the loss is ${loss})` : `the loss is ${loss}`;
  return (
    `fit: ${what} at epoch ${at.epoch}, step ${at.step}, pictures ${nameIds(at.ids)}. The weights are as before this ` +
    `step. Look at these pictures and masks for NaN, lower the learning rate, or set clipNorm.`
  );
}

/** The first ids in words. */
export function nameIds(ids: readonly string[]): string {
  const shown = ids.slice(0, 8).join(', ');
  return ids.length > 8 ? `${shown} and ${ids.length - 8} more` : shown;
}
