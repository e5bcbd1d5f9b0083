import type { Nodes, Parents } from "mdast";

export interface Visitor {
  /** False: what is in the node is not visited, and it is not left. */
  readonly enter: (node: Nodes) => boolean;
  readonly leave: (node: Nodes) => void;
}

/** Visits nodes and what is in them, in order; without recursion, for lists may be nested deeper than the stack. */
export function traverse(nodes: readonly Nodes[], { enter, leave }: Visitor): void {
  const open: { readonly node: Nodes | null; readonly children: readonly Nodes[]; next: number }[] = [
    { node: null, children: nodes, next: 0 },
  ];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const child = top.children[top.next++];
    if (child !== undefined) {
      if (!enter(child)) continue;
      open.push({ node: child, children: "children" in child ? (child as Parents).children : [], next: 0 });
    } else {
      open.pop();
      if (top.node !== null) leave(top.node);
    }
  }
}
