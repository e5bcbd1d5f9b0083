/**
 * Sets of small numbers as bits: what is in one VPC is counted through, and sets of it are combined a word at a time. Words
 * are signed, for every one of these is a small integer to V8, which would box half of the unsigned ones.
 */
export type Bits = Int32Array;

const ALL = -1;

export function noBits(size: number): Bits {
  return new Int32Array((size + 31) >>> 5);
}

/** Sets the bits from the first up to, and without, the last. */
export function setRange(bits: Bits, from: number, to: number): void {
  if (from >= to) return;
  const first = from >>> 5;
  const last = (to - 1) >>> 5;
  const head = ALL << (from & 31);
  const tail = ALL >>> (31 - ((to - 1) & 31));
  if (first === last) bits[first]! |= head & tail;
  else {
    bits[first]! |= head;
    bits.fill(ALL, first + 1, last);
    bits[last]! |= tail;
  }
}

export function setBit(bits: Bits, at: number): void {
  bits[at >>> 5]! |= 1 << (at & 31);
}

export function clearBit(bits: Bits, at: number): void {
  bits[at >>> 5]! &= ~(1 << (at & 31));
}

export function hasBit(bits: Bits, at: number): boolean {
  return ((bits[at >>> 5]! >>> (at & 31)) & 1) === 1;
}

export function isNone(bits: Bits): boolean {
  for (let i = 0; i < bits.length; i++) if (bits[i] !== 0) return false;
  return true;
}

export function both(a: Bits, b: Bits): Bits {
  const result = new Int32Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i]! & b[i]!;
  return result;
}

export function without(a: Bits, b: Bits): Bits {
  const result = new Int32Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i]! & ~b[i]!;
  return result;
}

export function copyOf(bits: Bits): Bits {
  return new Int32Array(bits);
}

/** Takes the bits of `b` from `a`, and says whether any is left. */
export function takeBits(a: Bits, b: Bits): boolean {
  let left = 0;
  for (let i = 0; i < a.length; i++) left |= a[i]! &= ~b[i]!;
  return left !== 0;
}

/** Leaves in `a` those that are in `b`, too. */
export function keepBits(a: Bits, b: Bits): void {
  for (let i = 0; i < a.length; i++) a[i]! &= b[i]!;
}

/** Makes `a` the same as `b`. */
export function copyBits(a: Bits, b: Bits): void {
  a.set(b);
}

/** Adds the bits of `b` to `a`. */
export function addBits(a: Bits, b: Bits): void {
  for (let i = 0; i < a.length; i++) a[i]! |= b[i]!;
}

export function overlap(a: Bits, b: Bits): boolean {
  for (let i = 0; i < a.length; i++) if ((a[i]! & b[i]!) !== 0) return true;
  return false;
}

export function sameBits(a: Bits, b: Bits): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The numbers in the set, from the least on. */
export function* bitsOf(bits: Bits): Generator<number> {
  for (let i = 0; i < bits.length; i++) {
    for (let word = bits[i]!; word !== 0; word &= word - 1) yield i * 32 + 31 - Math.clz32(word & -word);
  }
}
