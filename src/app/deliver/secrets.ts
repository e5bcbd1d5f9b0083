export const MASKED = "[masked]";

/** Secrets that were read, and every text without them: what a sink answers may repeat what it was sent. */
export class Secrets {
  private readonly all: Set<string>;

  constructor(all = new Set<string>()) {
    this.all = all;
  }

  add(secret: string): void {
    if (secret !== "") this.all.add(secret);
  }

  mask(text: string): string {
    let masked = text;
    // One may begin as another does: the longest first, so that nothing of it is left.
    const forms = [...this.all].flatMap(formsOf).toSorted((a, b) => b.length - a.length);
    for (const form of forms) masked = masked.replaceAll(form, MASKED);
    return masked;
  }
}

/** As it is, in JSON, in an address, in base64. */
function formsOf(secret: string): readonly string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
  ];
}
