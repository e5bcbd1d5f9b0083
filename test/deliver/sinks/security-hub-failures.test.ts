/** What fails at Security Hub, in one account or for one finding, and what is tried of it beforehand. */
import { describe, expect, test, vi } from "vitest";
import type { Answer, Delivery } from "../../../src/deliver/sink.ts";
import { of } from "./kit/digests.ts";
import { EXTERNAL_ID } from "./kit/hub.ts";
import { accounts, HOME, hubsOfTests, many, regions, ROLE, tell } from "./kit/open-hub.ts";

const { hubs, open, asked } = hubsOfTests();

/** What each account's answers are, without repetition. */
function byAccount(deliveries: readonly Delivery[], answers: readonly Answer[]) {
  const told = deliveries.map(({ findings }, i) => [findings[0]!.finding.unit.account, answers[i]!.is] as const);
  return Object.fromEntries(
    Map.groupBy(told, ([account]) => account)
      .entries()
      .map(([account, all]) => [account, [...new Set(all.map(([, is]) => is))].toSorted().join()]),
  );
}

describe("what fails in one account keeps nothing back in others", () => {
  const [first, second, third] = accounts as [string, string, string];
  const rest = { [second]: "accepted", [third]: "accepted" };
  test.each<[string, () => void, string, string | RegExp]>([
    ["its role cannot be assumed", () => hubs.closed.add(first), "later", `sts:AssumeRole in ${first}: AccessDenied: ${ROLE.replace("{account}", first)}: not for you: [masked]; deploy/security-hub-role.yaml is the role that it takes`], // prettier-ignore
    ["Security Hub is off in one region", () => hubs.off.add(HOME), "accepted,later", `securityhub:BatchImportFindings in ${HOME}: InvalidAccess: Account ${first} is not subscribed to AWS Security Hub; turn Security Hub on there, or leave the account out by a route`], // prettier-ignore
    ["Security Hub is off, told of the whole call", () => ordered(401, "InvalidAccessException", "off"), "later", /: off; turn Security Hub on there/], // prettier-ignore
    [
      "the role may not",
      () => ordered(403, "AccessDeniedException", "no"),
      "later",
      /AccessDeniedException: no; deploy/,
    ],
    ["it is throttled", () => ordered(429, "TooManyRequestsException", "slow down"), "later", /TooManyRequestsException: slow down$/], // prettier-ignore
    ["its limit is reached", () => ordered(429, "LimitExceededException", "no more"), "later", /answers 429: LimitExceededException: no more$/], // prettier-ignore
    ["its credentials ended", () => ordered(403, "ExpiredTokenException", "over"), "later", /AWS does not accept the credentials$/], // prettier-ignore
    ["it fails", () => ordered(500, "InternalException", "oh"), "unsure", /answers 500: InternalException: oh$/],
    [
      "it is overloaded",
      () => ordered(503, "ServiceUnavailable", "oh"),
      "unsure",
      /answers 503: ServiceUnavailable: oh$/,
    ],
  ])("%s", async (_, arrange, is, why) => {
    arrange();
    const deliveries = many(60);
    const answers = await (await open()).send(deliveries);
    expect(byAccount(deliveries, answers)).toEqual({ [first]: is, ...rest });
    const said = answers.flatMap((answer) => ("why" in answer ? [answer.why] : []));
    for (const each of new Set(said.filter((text) => !text.includes("us-east-1")))) {
      if (typeof why === "string") expect(each).toBe(why);
      else expect(each).toMatch(why);
    }
    expect(said.join()).not.toContain(EXTERNAL_ID);
  });

  /** Of all regions of the first account. */
  function ordered(status: number, Code: string, Message: string): void {
    const body = { Code, Message };
    hubs.order = (place) => (place.startsWith(first) ? { status, body } : null);
  }
});

describe("answers", () => {
  const three = () => [0, 1, 2].map((n) => of(n, ["opened"]));
  const refuse = (n: number, ErrorCode: string) => ({
    Id: `clausewatch/${String(n).padStart(64, "0")}`,
    ErrorCode,
    ErrorMessage: "\u001b[2Jfor a reason",
  });

  test.each([
    ["InvalidInput", "refused"],
    ["SizeLimitExceeded", "refused"],
    ["Throttling", "later"],
    ["AccessDenied", "later"],
    ["InternalFailure", "unsure"],
  ])("of a finding that failed by %s: %s, and of that alone", async (code, is) => {
    const body = { FailedCount: 1, SuccessCount: 2, FailedFindings: [refuse(1, code)] };
    hubs.order = () => ({ status: 200, body });
    const answers = await (await open()).send(three());
    expect(answers.map((answer) => answer.is)).toEqual(["accepted", is, "accepted"]);
    expect(answers[1]).toMatchObject({ why: expect.stringContaining("for a reason") });
    expect(JSON.stringify(answers)).not.toContain("\\u001b");
  });

  test("that do not add up are unsure", async () => {
    hubs.order = () => ({ status: 200, body: { FailedCount: 1, SuccessCount: 1, FailedFindings: [refuse(1, "X")] } });
    expect((await (await open()).send(three())).map(({ is }) => is)).toEqual(["unsure", "refused", "unsure"]);
    hubs.order = () => ({ status: 200, body: {} });
    expect((await (await open()).send(three())).map(({ is }) => is)).toEqual(["unsure", "unsure", "unsure"]);
    hubs.order = () => ({ status: 200, body: "<html>" });
    expect((await (await open()).send(three())).map(({ is }) => is)).toEqual(["unsure", "unsure", "unsure"]);
  });

  test("of STS, where it fails, mean that nothing was told", async () => {
    hubs.stsFails = true;
    const [answer] = await (await open()).send([tell({})]);
    expect(answer).toMatchObject({ is: "later", why: expect.stringMatching(/^sts:AssumeRole in 111122223333: .*oh$/) });
  });

  test("where a whole call is refused for one of them, that one alone is", async () => {
    const bad = `clausewatch/${"7".padStart(64, "0")}`;
    hubs.order = (_, ids) =>
      ids.includes(bad) ? { status: 400, body: { Code: "InvalidInputException", Message: "no" } } : null;
    const answers = await (await open()).send(Array.from({ length: 20 }, (_, n) => of(n, ["opened"])));
    expect(answers.flatMap((answer, n) => (answer.is === "accepted" ? [] : [[n, answer.is]]))).toEqual([
      [7, "refused"],
    ]);
    expect(hubs.at(HOME)).toHaveLength(19);
  });

  test("Retry-After is kept to, and what comes behind in the place is not sent", async () => {
    const body = { Code: "TooManyRequestsException", Message: "slow down" };
    hubs.order = () => (hubs.calls.length === 2 ? { status: 429, body, headers: { "retry-after": "7" } } : null);
    const answers = await (await open()).send(Array.from({ length: 300 }, (_, n) => of(n, ["opened"])));
    expect(hubs.calls).toHaveLength(2);
    expect(answers.map(({ is }) => is).join()).toBe(["accepted", "later", "later"].flatMap((is) => Array(100).fill(is)).join()); // prettier-ignore
    expect(answers[100]).toMatchObject({ afterMs: 7000 });
  });

  test("nothing is sent where credentials are nowhere to be found", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "");
    vi.stubEnv("AWS_PROFILE", "");
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    vi.stubEnv("HOME", "/nowhere");
    const [answer] = await (await open({ profile: "not-there" })).send([tell({})]);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    expect(answer).toMatchObject({ is: "later", why: expect.stringMatching(/no AWS credentials were found/) });
    expect([hubs.assumed, hubs.calls]).toEqual([[], []]);
  });

  test("an address that nobody may reach is not reached, whatever the environment says", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL_SECURITYHUB", "http://169.254.169.254");
    const answers = await (await open()).send(Array.from({ length: 150 }, (_, n) => of(n, ["opened"])));
    vi.stubEnv("AWS_ENDPOINT_URL_SECURITYHUB", hubs.url);
    for (const answer of answers)
      expect(answer).toMatchObject({
        is: "refused",
        why: expect.stringMatching(/169\.254\.169\.254 .*allowAddresses/),
      });
    expect(asked.requests).toBe(2);
  });

  test("a hub that hangs up may have taken it; one that is not there has not", async () => {
    hubs.order = () => "cut";
    expect(await (await open()).send([tell({})])).toMatchObject([{ is: "unsure" }]);
    vi.stubEnv("AWS_ENDPOINT_URL_SECURITYHUB", "http://127.0.0.1:1");
    const [answer] = await (await open()).send([tell({})]);
    vi.stubEnv("AWS_ENDPOINT_URL_SECURITYHUB", hubs.url);
    expect(answer).toMatchObject({ is: "later", why: expect.stringContaining("ECONNREFUSED") });
  });
});

describe("sink test", () => {
  const reads = { accounts: accounts.slice(0, 2), regions };

  test("tries each account and region that is named, and the external id; nothing is left behind", async () => {
    const tried = await (await open({}, reads)).test();
    expect(tried).toEqual([
      { what: "findings of 111122223333 can be told in eu-central-1, us-east-1", wrong: null },
      { what: "findings of 222233334444 can be told in eu-central-1, us-east-1", wrong: null },
      { what: "the role in 111122223333 is assumed with its external id alone", wrong: null },
      { what: "the role in 222233334444 is assumed with its external id alone", wrong: null },
    ]);
    expect(hubs.calls).toHaveLength(4);
    expect([...hubs.kept.values()].map(({ size }) => size)).toEqual([0, 0, 0, 0]);
  });

  test.each<[string, () => void, readonly (readonly [string, RegExp | null])[]]>([
    ["a role that cannot be assumed", () => hubs.closed.add("111122223333"), [["findings of 111122223333", /^sts:AssumeRole in 111122223333: AccessDenied: [^;]+; deploy\/security-hub-role.yaml[^;]+$/], ["findings of 222233334444", null], ["the role in 222233334444", null]]], // prettier-ignore
    ["a hub that is off", () => hubs.off.add("222233334444 us-east-1"), [["findings of 111122223333", null], ["findings of 222233334444", /^securityhub:BatchImportFindings in 222233334444 us-east-1: InvalidAccess.*turn Security Hub on/], ["the role in 111122223333", null]]], // prettier-ignore
    ["a role that may not", () => { hubs.order = (place) => place.startsWith("1") ? { status: 403, body: { Code: "AccessDeniedException", Message: "no" } } : null; }, [["findings of 111122223333", /AccessDeniedException: no; deploy/], ["findings of 222233334444", null], ["the role in 222233334444", null]]], // prettier-ignore
    ["roles that anybody tricks us into", () => { hubs.asksForExternalId = false; }, [["findings of 111122223333", null], ["findings of 222233334444", null], ["the role in 111122223333", /^it was assumed without one: its trust policy/], ["the role in 222233334444", /^it was assumed without one/]]], // prettier-ignore
  ])("%s", async (_, arrange, expected) => {
    arrange();
    const tried = await (await open({}, reads)).test();
    expect(tried).toHaveLength(expected.length);
    for (const [i, [what, wrong]] of expected.entries()) {
      expect(tried[i]!.what).toContain(what);
      if (wrong === null) expect(tried[i]!.wrong).toBeNull();
      else expect(tried[i]!.wrong).toMatch(wrong);
    }
    expect([...hubs.kept.values()].every(({ size }) => size === 0)).toBe(true);
  });

  test("a hub that fails, in the one region that is surely there; no external id is tried where there is none", async () => {
    hubs.asksForExternalId = false;
    hubs.order = (place) => (place.startsWith("1") ? { status: 500, body: { Code: "InternalException" } } : null);
    const tried = await (await open({ externalId: undefined }, { ...reads, regions: [] })).test();
    expect(tried).toEqual([
      { what: "findings of 111122223333 can be told in eu-central-1", wrong: expect.stringContaining("answers 500") },
      { what: "findings of 222233334444 can be told in eu-central-1", wrong: null },
    ]);
  });

  test("without an account that is named, it says so", async () => {
    const [tried, ...others] = await (await open({}, { accounts: [], regions })).test();
    expect([others, tried!.wrong]).toEqual([[], expect.stringContaining("name one under accounts")]);
  });
});
