/** The parameters of a call by their names in the request, however a service spells them. */

export interface Form {
  readonly operation: string | undefined;
  readonly version: string | undefined;
  readonly params: ReadonlyMap<string, string>;
}

/** Of a query protocol: the form, with action and version apart. */
export function formParams(body: string): Form {
  const { Action: operation, Version: version, ...params } = Object.fromEntries(new URLSearchParams(body));
  return { operation, version, params: new Map(Object.entries(params)) };
}

/** Of a JSON protocol: the members of the document; what is no text stands as JSON. Throws for what is no document. */
export function jsonParams(body: string): ReadonlyMap<string, string> {
  const document: unknown = JSON.parse(body);
  if (typeof document !== "object" || document === null) throw new Error("no document");
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return new Map(Object.entries(document).map(([name, value]) => [name, text(value)]));
}
