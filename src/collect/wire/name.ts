/** Names of elements and attributes: which bytes they are made of, and a hash of them. */

/** 0: no part of a name; 1: may stand anywhere in it; 2: not at its start. All that is not ASCII is let through. */
export const namePart: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80 || /[A-Za-z_:]/.test(String.fromCharCode(byte))) return 1;
  return /[0-9.-]/.test(String.fromCharCode(byte)) ? 2 : 0;
});

/** One step of the hash; it starts at 0. */
export function hashStep(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

export function hashOf(name: Uint8Array): number {
  return name.reduce(hashStep, 0);
}
