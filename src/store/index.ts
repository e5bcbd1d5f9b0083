export { withClauses } from "./clauses.ts";
export { postgresAddress, type PostgresAddress } from "./database/address.ts";
export { StoreError } from "./error.ts";
export { holdValue, releaseHold, takeHold, type Hold } from "./holding.ts";
export { patient } from "./lasting.ts";
export type { Outbox, RoutedSink } from "./outbox.ts";
export { openStore, type Store, type StoreAddress } from "./open.ts";
export { answeredUnits, answersOf, type AnsweredCells } from "./queries/answered-units.ts";
export { abandonScan } from "./queries/abandon-scan.ts";
export { applyNow } from "./queries/apply-now.ts";
export { beginScan, type ScanCheck } from "./queries/begin-scan.ts";
export { changesAfter, type ToldChange } from "./queries/changes-after.ts";
export { claimUnit } from "./queries/claim-unit.ts";
export { closeFindingByHand } from "./queries/close-by-hand.ts";
export { commitUnit, type ReadListing } from "./queries/commit-unit.ts";
export { compact } from "./queries/compact.ts";
export {
  dueDeliveries,
  LONGEST_PAUSE_MS,
  nextDelivery,
  openSubjects,
  type DueDelivery,
} from "./queries/due-deliveries.ts";
export {
  deliveryCounts,
  listDeliveries,
  toldSinks,
  type DeliveryCounts,
  type DeliveryState,
  type ListedDelivery,
} from "./queries/list-deliveries.ts";
export { loadSubjects, type LoadedSubject } from "./queries/load-subjects.ts";
export { noteAnswers, noteSinkFact, noteThread, renewSending, sinkFact, type Noted } from "./queries/note-answers.ts";
export { retryDeliveries } from "./queries/retry-deliveries.ts";
export { openFindingsOfTicket } from "./queries/subject-of-ticket.ts";
export { findingsAt, type FindingThen } from "./queries/findings-at.ts";
export { finishScan, type ScanResult } from "./queries/finish-scan.ts";
export { holdLedger, releaseLedger, type HoldOptions, type LedgerHold } from "./queries/ledger-hold.ts";
export {
  findingsBetween,
  keepDocument,
  keptDocument,
  scanDetails,
  type FindingRecord,
  type ScanDetail,
} from "./queries/ledger-evidence.ts";
export {
  KEYS as ledgerKeysFact,
  lastCheckpoint,
  ledgerCheckpoints,
  ledgerEntries,
  ledgerState,
  type LedgerEnd,
  type LedgerEntryRow,
  type LedgerState,
  type StoredTree,
} from "./queries/ledger-read.ts";
export { appendEntry, takePending, writeCheckpoint, type PendingRow } from "./queries/ledger-write.ts";
export {
  listFindings,
  type FindingFilter,
  type FindingOrder,
  type FindingsAsked,
  type ListedFinding,
} from "./queries/list-findings.ts";
export { keptScan, listingsNamed, scanEntry, type KeptScan } from "./queries/kept-scan.ts";
export { lastScan } from "./queries/last-scan.ts";
export { listScans } from "./queries/list-scans.ts";
export { openByCheck } from "./queries/open-by-check.ts";
export { openCounts } from "./queries/open-counts.ts";
export { lastScheduled, scheduledUpTo } from "./queries/scheduled.ts";
export { showFinding } from "./queries/show-finding.ts";
export { storeInfo, type StoreInfo } from "./queries/store-info.ts";
export { tellLedger } from "./queries/tell-ledger.ts";
export { unfinishedScans, type UnfinishedScan } from "./queries/unfinished-scans.ts";
export { waiverReport, waiversInForce, waiverTerms } from "./queries/waiver-report.ts";
export { writeTest } from "./queries/write-test.ts";
export { whileScanning } from "./scanning.ts";
export type { Db } from "./tables.ts";
export { ESTATE, type Place } from "./units.ts";
