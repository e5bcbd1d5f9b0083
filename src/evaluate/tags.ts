type Tags = Readonly<Record<string, string>>;

/** The tags of an item, however its API calls them; undefined where it has none. */
export function tagsOf(item: unknown): Tags | undefined {
  const fields = (item ?? {}) as Readonly<Record<string, unknown>>;
  const tags = fields["Tags"] ?? fields["TagSet"] ?? fields["TagList"];
  if (!Array.isArray(tags) || tags.length === 0) return undefined;
  const pairs = tags.flatMap(({ Key, Value }: { Key?: unknown; Value?: unknown }) =>
    typeof Key === "string" ? [[Key, typeof Value === "string" ? Value : ""] as const] : [],
  );
  // In an order of its own: AWS gives them in any.
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}
