import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fairLimiter, Places } from "../../src/collect/limit.ts";

/** What happens: somebody wants a place, or one of those who have a place gives it back. */
type Step = { readonly wants: string } | { readonly gives: number };

const steps = fc.array(
  fc.oneof(fc.record({ wants: fc.constantFrom("a", "b", "c", "d") }), fc.record({ gives: fc.nat() })),
  { maxLength: 200 },
) satisfies fc.Arbitrary<readonly Step[]>;

/** Plays the steps, then gives back until nobody holds anything; looks at the state after every one of them. */
function play(most: number, all: readonly Step[], look: (world: World) => void): World {
  const world: World = { holding: [], waiting: [], went: [] };
  const places = new Places(most);
  let number = 0;
  const giveBack = (index: number) => {
    const [gone] = world.holding.splice(index, 1);
    places.giveBack(gone!.account);
    look(world);
  };
  for (const step of all) {
    if ("gives" in step) {
      if (world.holding.length > 0) giveBack(step.gives % world.holding.length);
      continue;
    }
    const task = { account: step.wants, number: number++ };
    world.waiting.push(task);
    places.take(task.account, () => {
      world.waiting.splice(world.waiting.indexOf(task), 1);
      // As it was when it went.
      world.went.push({
        ...task,
        held: counts(world.holding),
        wanting: new Set(world.waiting.map(({ account }) => account)),
      });
      world.holding.push(task);
    });
    look(world);
  }
  while (world.holding.length > 0) giveBack(0);
  return world;
}

interface Task {
  readonly account: string;
  readonly number: number;
}

interface World {
  readonly holding: Task[];
  readonly waiting: Task[];
  readonly went: (Task & { readonly held: ReadonlyMap<string, number>; readonly wanting: ReadonlySet<string> })[];
}

const counts = (tasks: readonly Task[]) =>
  new Map(
    Map.groupBy(tasks, ({ account }) => account)
      .entries()
      .map(([account, all]) => [account, all.length]),
  );

describe("places", () => {
  test("are never more than there are, and none is empty while somebody waits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), steps, (most, all) => {
        play(most, all, ({ holding, waiting }) => {
          expect(holding.length).toBeLessThanOrEqual(most);
          if (waiting.length > 0) expect(holding).toHaveLength(most);
        });
      }),
    );
  });

  test("everybody gets one in the end, and in order within an account", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), steps, (most, all) => {
        const { went, waiting } = play(most, all, () => undefined);
        expect(waiting).toEqual([]);
        for (const own of Map.groupBy(went, ({ account }) => account).values())
          expect(own.map(({ number }) => number)).toEqual(own.map(({ number }) => number).toSorted((a, b) => a - b));
      }),
    );
  });

  test("go to an account that holds no more than any other that waits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), steps, (most, all) => {
        for (const { account, held, wanting } of play(most, all, () => undefined).went)
          for (const other of wanting) expect(held.get(account) ?? 0).toBeLessThanOrEqual(held.get(other) ?? 0);
      }),
    );
  });

  test("of accounts that hold alike, to the one that was served longest ago", () => {
    const order: string[] = [];
    const places = new Places(1);
    for (const account of ["a", "b", "c", "a", "b", "c", "a"]) places.take(account, () => order.push(account));
    while (order.length < 7) places.giveBack(order.at(-1)!);
    expect(order).toEqual(["a", "b", "c", "a", "b", "c", "a"]);
  });
});

describe("the limiter", () => {
  test("an account whose tasks never end leaves the others all places but its share", async () => {
    const free = fairLimiter(4);
    const never = () => new Promise<void>(() => undefined);
    const done: string[] = [];
    const others = ["b", "c"].flatMap((account) =>
      Array.from({ length: 20 }, (_, i) => free(account, async () => void done.push(`${account}${i}`))),
    );
    for (let i = 0; i < 20; i++) void free("stuck", never);
    await Promise.all(others);
    expect(done).toHaveLength(40);
  });

  test("a place comes back from a task that fails", async () => {
    const free = fairLimiter(1);
    await expect(free("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await free("b", async () => "yes")).toBe("yes");
  });
});
