/** Tags as AWS lists them; those without a value are left out. */
export function tags(values: Readonly<Record<string, string | undefined>>): { Key: string; Value: string }[] {
  return Object.entries(values).flatMap(([Key, Value]) => (Value === undefined ? [] : [{ Key, Value }]));
}
