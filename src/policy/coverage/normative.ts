/**
 * Which sentences promise something. A policy says so in many ways: "must", "is encrypted", "are restricted to", "refuse",
 * or by a command. What is found is shown with the words that it was found by; the configuration can overrule it.
 *
 * In doubt a sentence counts as a promise: one too many is seen and overruled, one too few is never seen.
 */
import type { Sentence } from "../read/document.ts";

/** The words by which a sentence promises something; null where it promises nothing. */
export function normativeBy({
  clause: { text, introducedBy = [] },
  section,
}: Pick<Sentence, "clause" | "section">): string | null {
  const sentence = plain(text);
  if (sentence === "" || /\?$/.test(sentence)) return null;
  const bound = STRONG.exec(sentence)?.[0];
  if (bound !== undefined) return bound;
  if (section !== null && EXPLAINING.test(section.name)) return null;
  // A heading of a list promises what its items say, which are sentences of their own.
  if (sentence.endsWith(":")) return null;
  const said = ONLY_HOPED.test(sentence) ? undefined : declared(sentence);
  if (said !== undefined) return said;
  const above = introducedBy.map(plain).filter(introduces);
  // What a cell of a table is about is no introduction to it.
  if (above.at(-1) !== introducedBy.map(plain).at(-1)) return null;
  return above.findLast(leads) ?? null;
}

/** Obligations, prohibitions and exclusive permissions. */
const STRONG = new RegExp(
  [
    "must(?: not| never)?",
    "shall(?: not)?",
    "should(?: not)?",
    "(?:has|have|need|needs) to",
    "ought to",
    "(?:is|are|be) (?:\\w+ly |always |also )?(?:required|obliged|obligated|mandatory|prohibited|forbidden|disallowed)",
    "(?:(?:is|are) (?:not|never)|(?:is|are)n't) (?:\\w+ly )?(?:permitted|allowed|accepted|acceptable|tolerated)",
    "(?:must|should|shall|need|may|could|wo)n't",
    "(?:do|does)(?: not|n't) (?!mean|imply|include|apply|constitute|necessarily)[a-z]+",
    "requires? (?!that you read)\\w+",
    "(?:may|can|could) (?:only|not|never)",
    "(?:may|can|could) be (?:\\w+ly )?\\w+ed only",
    "can(?:not|'t)",
    "(?<!(?:goals?|objectives?|purposes?|aims?|intent|way|test|question|idea|challenge|option|advice) )(?:is|are) to (?:only )?[a-z]+",
    "(?:is|are) responsible for",
    "responsibility of",
    "under no circumstances",
    "at no time",
    "it is required",
  ]
    .map((phrase) => `\\b${phrase}\\b`)
    .join("|"),
  "i",
);

/** Sections that explain, and promise nothing unless they say so outright. */
const EXPLAINING =
  /^(?:key )?(?:definitions?|glossary|terms|references?|related (?:documents|policies)|acronyms|abbreviations|(?:applicable|relevant) standards?.*|table of contents|contents|(?:document|revision|version|change) (?:history|log))$/i;

/** What is wished for is not promised. */
const ONLY_HOPED =
  /\b(?:striv(?:es?|ing)|seeks?|aims?|attempts?|endeavou?rs?|intends?|hopes?|makes? every effort|believes?|encouraged?s?|recommend(?:s|ed)?|may (?:choose|wish|request|want)|can (?:choose|request)|for example|in the future)\b/i;

/** Participles of what is done to protect something. Descriptions, such as "is hosted" and "is located", are not among them. */
const DONE =
  "accessed|accepted|admitted|alerted|allowed|anonymi[sz]ed|applied|approved|archived|assessed|assigned|audited|authenticated|authori[sz]ed|backed|blocked|carried out|changed|checked|closed|collected|conducted|configured|controlled|copied|corrected|deleted|denied|destroyed|detected|disabled|disconnected|disposed|divided|documented|dropped|enabled|encrypted|enforced|ensured|erased|escalated|evaluated|exercised|expired?|filtered|followed|forced|forwarded|generated|given|granted|guarded|hardened|hashed|held|identified|implemented|informed|inspected|installed|investigated|isolated|issued|kept|left|limited|locked|logged|maintained|managed|masked|minimi[sz]ed|mitigated|monitored|notified|opened|patched|performed|placed|preserved|prevented|protected|provided|pseudonymi[sz]ed|published|put|quarantined|reached|rebuilt|reconciled|recorded|redacted|redirected|reduced|registered|rejected|released|remediated|removed|renewed|replaced|replicated|reported|rerouted|reset|resolved|restored|restricted|retained|returned|reviewed|revoked|rotated|routed|run|safeguarded|saved|scanned|screened|sealed|secured|segmented|segregated|sent|separated|shared|shredded|shut|signed|split|stored|supervised|suspended|synchroni[sz]ed|taken|terminated|tested|tracked|trained|transferred|transmitted|transported|treated|turned (?:on|off)|updated|upgraded|used|validated|verified|versioned|vetted|wiped|withdrawn|written";

/** What something or somebody does to protect; the forms that are no noun as well. */
const DOES =
  "accepts?|authenticates?|authori[sz]es?|backs? up|collects?|denies|deny|disables?|disconnects?|drops?|enables?|encrypts?|enforces?|ensures?|expires?|forbids?|generates?|guarantees?|implements?|isolates?|limits?|locks?|maintains?|mandates?|monitors?|notifies|notify|performs?|prevents?|prohibits?|protects?|redirects?|refuses?|rejects?|requires?|restricts?|retains?|reviews?|revokes?|rotates?|safeguards?|secures?|segments?|separates?|sends?|stores?|terminates?|tests?|trains?|trusts?|updates?|uses?|validates?|verifies|verify|keeps?|logs?|scans?|records?|audits?|approves?|grants?|undergo(?:es)?|hardens?|patch(?:es)?|destroys?|removes?|deletes?|expires|fails?|raises?|stands? by|lives?|takes?|admits?|speaks?";

/** With what a command begins. */
const COMMANDS =
  "(?:do not|don't|never|always)|ensure|fail over|come in|encrypt|restrict|limit|implement|maintain|use|keep|store|disable|enable|review|rotate|require|enforce|protect|monitor|log|back up|test|verify|remove|delete|revoke|report|conduct|perform|establish|document|apply|install|configure|segment|separate|isolate|deny|block|allow|grant|prevent|reduce|scan|update|patch|train|notify|lock|record|retain|terminate|wipe|approve|audit|change|close|define|develop|harden|identify|inspect|prohibit|reject|replace|restore|secure|shut|sign|split|validate|avoid|assign";

/** What stands before a noun or an infinitive that looks like one of these. */
const NO_SUBJECT =
  "to|and|or|nor|for|of|with|by|in|on|at|from|as|that|which|who|the|a|an|our|its|their|his|her|this|these|those|secure|any|all|each|every|no|currently|include|includes|including|such|other|new|can|could|may|might|does|do|did|not|helps?|more|most|also|than|about|into|per|via";

const PASSIVE = new RegExp(
  `\\b(?:(?:is|are)(?:n't)?|be|been|being|gets?|stays?|remains?|travels?) (?:(?:not|never|always|also|all|only|then|first|either|both|\\w+ly) ){0,3}(?:${DONE})\\b`,
  "i",
);
/** A noun or name, and what it does: `Load balancers accept connections`. */
const ACTIVE = new RegExp(
  `(?<![\\p{L}\\p{N}])(?!(?:${NO_SUBJECT}) )[\\p{L}\\p{N})]{2,} (?:(?:not|never|always|also|only|automatically|\\w+ly) ){0,2}(?:has |have )?(?:(?:${DOES})|(?:implemented|established|disabled|enabled|encrypted|restricted|adopted|put in place)) (?:(?:all|each|every|any|no|only|the|a|an|its|their|our|his|her|this|these|those|strict|to|over|from|at|for|in|with|under|up|by|connections?|access|data|traffic|logs?|backups?|keys|passwords?|users?|customers?|TLS|SSH|HTTPS|multi-factor|two-factor)\\b)`,
  "iu",
);
const COMMAND = new RegExp(`^(?:\\w+ly )?(?:${COMMANDS}) \\S+ \\S+`, "i");
const WILL = /\bwill (?:not |never |always |also |only |then |\w+ly ){0,2}(?:be )?[a-z]+/i;
/** Nothing, everything, at most: a quantity that a promise has. */
const ABSOLUTE =
  /^(?:all|every|everything|each|none|neither|only|any|nobody|nothing)\b.*\b(?:is|are|has|have|be|may|can|will|\w+s)\b|^no\b|\bnothing\b|\bat (?:least|most|all times)\b|\bno (?:other|more than|less than|later than|longer than)\b|\b(?:within|every|each|after|for) (?:at least )?(?:\d+|one|two|three|six|seven|ten|twelve|thirty|sixty|ninety) (?:minutes?|hours?|days?|weeks?|months?|years?)\b|\bnever\b|\bnot (?:accessible|reachable|exposed|available|public)\b|\bexcept (?:through|via|by|over|for|in)\b|\b(?:only|solely|exclusively) (?:over|through|via|from|by|on|to|in|with|if|when|for|at|as|those|the|after)\b|\b(?:restricted|limited) to\b|\bpursuant to\b|\bin accordance with\b|\b(?:once|twice) (?:a|per|every) (?:hour|day|week|month|quarter|year)\b|\b(?:hourly|daily|nightly|weekly|fortnightly|monthly|quarterly|annual(?:ly)?|yearly)\b|\bevery (?:hour|day|night|week|month|quarter|year)\b|\b(?:has|have|with) no\b|\b(?:is|are|stays?|remains?) (?:always |\w+ly )?(?:on|off)(?=$|[.,;:)]| (?:for|in|by|at all|everywhere|unless|and|or)\b)|\b\d+[- ]?bits?\b|\bonly\.?$|\bonly (?:justified|authori[sz]ed|approved|necessary|named|required)\b/i;
/** What a server can be seen by, and what a customer can have. */
const OFFERED =
  /\b(?:(?:can|may) (?:opt|sign up|subscribe)\b|(?:externally|internet)[- ]facing|(?:publicly )?accessible (?:via|from|over|through) the internet|private(?:,? \w+)* networks?\b.*\bfor each\b)/i;

function declared(sentence: string): string | undefined {
  const rule = [COMMAND, PASSIVE, WILL, ABSOLUTE, OFFERED, ACTIVE].find((pattern) => pattern.test(sentence));
  return rule?.exec(sentence)?.[0];
}

function introduces(words: string): boolean {
  return /:$|\b(?:following|as follows|below)\b/i.test(words);
}

/** Whether an introduction makes promises of what follows. */
function leads(introduction: string): boolean {
  return STRONG.test(introduction) || (!ONLY_HOPED.test(introduction) && declared(introduction) !== undefined);
}

/** No sentence is as long; bounds the work. */
const LONGEST = 2000;

function plain(text: string): string {
  return text
    .slice(0, LONGEST)
    .replaceAll(/[\u2018\u2019]/g, "'")
    .replaceAll(/["“”*]/g, "")
    .replaceAll(/,?\s*(?:but |and )?(?:(?:is|are) )?not limited to\b/gi, "")
    .trim();
}
