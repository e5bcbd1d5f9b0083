/** A text for people, before a target's own markup: each sink writes it in its own, with all strings inert. */
export type Block =
  | { readonly is: "heading"; readonly text: string }
  | { readonly is: "paragraph"; readonly of: readonly Inline[] }
  | { readonly is: "quote"; readonly of: readonly Inline[] }
  | { readonly is: "list"; readonly items: readonly (readonly Inline[])[] }
  | { readonly is: "code"; readonly text: string };

export type Inline =
  | { readonly is: "text" | "strong" | "code"; readonly text: string }
  /** `href` begins with https://, http:// or mailto:. */
  | { readonly is: "link"; readonly text: string; readonly href: string };
