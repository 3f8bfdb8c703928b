/** Counts plain values by what they hold. */
export function tally<T extends object>(): { add(value: T): void; result(): (T & { readonly count: number })[] } {
  const counts = new Map<string, T & { readonly count: number }>();
  return {
    add: (value) => {
      const key = JSON.stringify(value);
      counts.set(key, { ...value, count: (counts.get(key)?.count ?? 0) + 1 });
    },
    result: () => [...counts.values()].sort((a, b) => b.count - a.count),
  };
}
