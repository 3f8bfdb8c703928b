/** The first few names in quotes, and how many more there are: `"a", "b" and 14 more`. */
export function listNames(names: Iterable<unknown>, shown = 3): string {
  const all = [...names];
  const rest = all.length > shown ? ` and ${all.length - shown} more` : '';
  return (
    all
      .slice(0, shown)
      .map((name) => JSON.stringify(name))
      .join(', ') + rest
  );
}
