/** The mean of what is not NaN, weighed alike or as told. */
export function definedMean(values: readonly number[], weights?: readonly number[]): number {
  let sum = 0;
  let total = 0;
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const weight = weights ? weights[i] : 1;
    if (weight === 0) return;
    sum += weight * value;
    total += weight;
  });
  return sum / total;
}
