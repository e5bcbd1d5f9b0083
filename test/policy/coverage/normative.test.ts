import { describe, expect, it } from "vitest";
import { normativeBy, readPolicy } from "../../../src/policy/index.ts";

/** What the only sentence, or the last one, of a policy promises by. */
function by(text: string): string | null {
  const { sentences } = readPolicy({ id: "p", file: "p.md", text });
  return normativeBy(sentences.at(-1)!);
}

describe("promises something", () => {
  it.each([
    // Obligations and prohibitions.
    "Passwords must have twelve characters.",
    "The vendor shall report incidents.",
    "Servers should be patched.",
    "Staff have to lock their screens.",
    "A ticket is required for each change.",
    "Two signatures are always required.",
    "Telnet is prohibited.",
    "Shared accounts are strictly forbidden.",
    "Personal devices are not allowed in the data centre.",
    "Default passwords are never permitted.",
    "Only the officer may only read it.",
    "Guests may not connect.",
    "Keys can be used only by the service.",
    "Nobody can't leave before.",
    "Logs cannot be changed.",
    "The report is to be filed.",
    "The first responder is to call the officer.",
    "Managers are responsible for their teams.",
    "It is the responsibility of the customer to patch.",
    "Under no circumstances is the key copied.",
    // What is done, said as a fact.
    "All drives are encrypted.",
    "Access is restricted to named persons.",
    "Backups are kept for thirty days.",
    "Traffic stays encrypted on its way.",
    "Everything that leaves the building travels encrypted.",
    "Rules are reviewed by two people.",
    "Keys get rotated.",
    "The firewall is configured to drop the rest.",
    "Accounts are promptly revoked.",
    "The data has been split over two systems.",
    "Software will be updated.",
    "The officer will terminate the session.",
    // Who does what.
    "Load balancers accept connections over TLS.",
    "Databases refuse connections without TLS.",
    "Proxies encrypt their logs.",
    "Our scripts enforce all settings.",
    "The company has implemented strict access controls.",
    "Servers send their logs to the log host.",
    "Databases live in private subnets.",
    "Load balancers speak TLS 1.3.",
    // Nothing, everything, at most.
    "No rule admits the world.",
    "The default group lets nothing in.",
    "None has an address on the internet.",
    "Port 22 is open for the office only.",
    "Remote access is not available except through the gateway.",
    "Requests come solely from the balancer.",
    "A key has at least 2048 bits.",
    "The alarm sounds within 15 minutes.",
    "We restore a backup once a year.",
    "Vulnerability scans run weekly.",
    "The web servers are internet-facing.",
    "Customers can opt for a backup service.",
    // Short forms, and what is not there.
    "Telnet isn't allowed.",
    "Passwords aren't stored anywhere.",
    "Guests mustn't use the network.",
    "Databases don't accept connections from the internet.",
    "The office doesn't reach the databases.",
    "Servers have no public addresses.",
    "Access requires approval.",
    "Deletion protection is on.",
    "Encryption by default is always on, everywhere.",
    "Public access stays off.",
    "Backups run nightly.",
    "A copy leaves the building every night.",
    // Commands.
    "Ensure that drives have keys.",
    "Do not share accounts.",
    "Never reuse a key.",
    "Rotate all keys.",
    "Back up every database.",
  ])("%s", (sentence) => expect(by(sentence)).not.toBeNull());

  it.each([
    ["an item below an obligation", "Servers must:\n\n- run an agent of ours", "Servers must:"],
    ["an item of an item", "Servers must:\n\n- on Linux:\n  - the audit daemon", "Servers must:"],
    [
      "an item after the following",
      "Logins are restricted to the following persons.\n\n1. the officer",
      "Logins are restricted to the following persons.",
    ],
    ["a cell", "| a | b |\n|---|---|\n| x | Backups are kept. |", "are kept"],
    ["in a section of definitions, if it says so", "# Definitions\n\nThe officer must sign.", "must"],
  ])("%s", (_, text, words) => expect(by(text)).toBe(words));
});

describe("promises nothing", () => {
  it.each([
    "The company runs software for clinics.",
    "The infrastructure is hosted by a provider.",
    "The offices are located in two cities.",
    "This policy applies to all employees.",
    "This document describes our network.",
    "We strive to protect data that is entrusted to us.",
    "The team aims to patch systems weekly.",
    "The company makes every effort to reduce risks.",
    "Employees are encouraged to report problems.",
    "In the future more services may be offered.",
    "Is telnet allowed?",
    "The following ports are open:",
    "The record of a patient consists of letters and results.",
    "ePHI means electronic protected health information.",
    "These include, but are not limited to, laptops and phones.",
    "The goal is to recover quickly.",
    "Customers may choose another region.",
    "For example, logs are kept in another room.",
    "The environment consists of web servers and databases.",
    "Disaster recovery",
    "Log export",
    "The chapter is on encryption.",
    "This does not mean that it is new.",
    "Port 443",
  ])("%s", (sentence) => expect(by(sentence)).toBeNull());

  it.each([
    ["an item below what only names things", "These tools are in use:\n\n- scanners\n- editors of text"],
    ["an item below what is hoped for", "We strive for the following:\n\n- happy customers"],
    ["a definition", "# 4. Definitions\n\nAn incident is reported by anybody."],
    ["the history of the document", "# Revision History\n\n| Change |\n|---|\n| The list of ports was reviewed |"],
    ["what a cell is about", "| Servers must | x |\n|---|---|\n| a name | b |"],
  ])("%s", (_, text) => expect(by(text)).toBeNull());
});

it("looks at the beginning of a sentence without end", () => {
  const long = ["is ", "all ", "are not ", "private, ", "a "].map((part) => part.repeat(20_000));
  for (const text of long) expect(() => by(`${text} x`)).not.toThrow();
});
