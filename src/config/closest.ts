/** `Did you mean "ports"?`, or what there is to choose from. */
export function suggest(word: string, known: readonly string[]): string {
  const closest = closestOf(word, known);
  if (closest !== undefined) return `Did you mean "${closest}"?`;
  return known.length === 0 ? "Remove it." : `There are: ${known.join(", ")}.`;
}

/** The known word that a slip of the fingers could have made into this one. */
function closestOf(word: string, known: readonly string[]): string | undefined {
  if (word.length > 64) return undefined;
  const near = known
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, candidate.length / 3));
  return near.sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

/** How many letters must be put in, left out, replaced or swapped with their neighbour. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity;
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same, swapped));
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
