/**
 * What two real policies say, which are not ours to publish: each clause by its document, its line, the headings above
 * it and its hash, with our own words for what it is about. Written down before the code.
 */

export type Document = "healthtensor-introduction" | "iono-introduction";

export interface Place {
  readonly line: number;
  /** The first 12 hex digits of the clause's hash. */
  readonly hash: string;
}

/** The first 12 hex digits of the SHA-256 of the headings above the clauses, a line each. */
export const sections: Readonly<Record<Document, Readonly<Record<"technology" | "services", string>>>> = {
  "healthtensor-introduction": { technology: "98a85c1955fe", services: "c638b3ca2e9f" },
  "iono-introduction": { technology: "1c33f589df6f", services: "6048d9308afc" },
};

/** What is about what, and under which headings. */
export const promises: Readonly<
  Record<Document, readonly (Place & { readonly about: string; readonly under: "technology" | "services" })[]>
> = {
  "healthtensor-introduction": [
    { line: 9, hash: "fc12781a4501", under: "services", about: "encryption and address spaces, as an effort" },
    { line: 11, hash: "643487b04609", under: "services", about: "the optional services" },
    { line: 11, hash: "95a7c8a48a87", under: "services", about: "signing up for optional services" },
    { line: 23, hash: "c1399cf71fb8", under: "technology", about: "encryption of transmission and of drives" },
    { line: 27, hash: "8ad4786c9eef", under: "technology", about: "segmentation, as it depends on the provider" },
    { line: 29, hash: "4acf6939bcd1", under: "technology", about: "segmentation at one provider" },
    { line: 30, hash: "db28c42417e1", under: "technology", about: "segmentation on AWS" },
    { line: 31, hash: "3ba962fea940", under: "technology", about: "segmentation at one more provider" },
    { line: 32, hash: "9961827e1a91", under: "technology", about: "segmentation at yet another provider" },
    { line: 34, hash: "caafce710200", under: "technology", about: "RFC 1918 networks for each customer" },
    { line: 36, hash: "a56e2c0eade4", under: "technology", about: "segmentation on each server" },
    { line: 36, hash: "635bbfbb36c0", under: "technology", about: "ports and protocols" },
    { line: 36, hash: "aceedcc3af7c", under: "technology", about: "access to management servers" },
    { line: 36, hash: "993f27bc6570", under: "technology", about: "encryption behind the load balancer" },
    { line: 38, hash: "b84c67b36b5e", under: "technology", about: "the way from application to database" },
    { line: 38, hash: "88971f3594e9", under: "technology", about: "separation of databases" },
    { line: 40, hash: "839d6d3414af", under: "technology", about: "servers that face the internet" },
    { line: 40, hash: "6fc4d7d592c5", under: "technology", about: "the way to the databases" },
    { line: 40, hash: "27f3628f23dd", under: "technology", about: "the people with access to databases" },
    { line: 40, hash: "360b785e87c0", under: "technology", about: "remote access" },
  ],
  "iono-introduction": [
    { line: 9, hash: "1097809816c3", under: "services", about: "encryption and address spaces, as an effort" },
    { line: 11, hash: "35a7b15d8242", under: "services", about: "the optional services" },
    { line: 11, hash: "70d673065bf4", under: "services", about: "signing up for optional services" },
    { line: 33, hash: "062a4799528c", under: "technology", about: "encryption of transmission and of drives" },
    { line: 37, hash: "8ad4786c9eef", under: "technology", about: "segmentation, as it depends on the provider" },
    { line: 39, hash: "1e6ff8ec21c5", under: "technology", about: "segmentation on AWS" },
    { line: 42, hash: "16d8406edbea", under: "technology", about: "RFC 1918 networks for each customer" },
    { line: 44, hash: "a56e2c0eade4", under: "technology", about: "segmentation on each server" },
    { line: 44, hash: "635bbfbb36c0", under: "technology", about: "ports and protocols" },
    { line: 44, hash: "29224f3c34c1", under: "technology", about: "access to management servers" },
    { line: 44, hash: "993f27bc6570", under: "technology", about: "encryption behind the load balancer" },
    { line: 46, hash: "b84c67b36b5e", under: "technology", about: "the way from application to database" },
    { line: 46, hash: "88971f3594e9", under: "technology", about: "separation of databases" },
    { line: 48, hash: "839d6d3414af", under: "technology", about: "servers that face the internet" },
    { line: 48, hash: "761097ed8486", under: "technology", about: "the way to the databases" },
    { line: 48, hash: "27f3628f23dd", under: "technology", about: "the people with access to databases" },
    { line: 48, hash: "360b785e87c0", under: "technology", about: "remote access" },
  ],
};

/** Control → the clauses that demand it; any of them may come first, where several say the same thing. */
export const demanded: Readonly<Record<Document, Readonly<Record<string, readonly Place[]>>>> = {
  "healthtensor-introduction": {
    "encryption-at-rest": [{ line: 23, hash: "c1399cf71fb8" }],
    "encryption-in-transit": [
      { line: 23, hash: "c1399cf71fb8" },
      { line: 36, hash: "993f27bc6570" },
    ],
    "justified-ports": [{ line: 36, hash: "635bbfbb36c0" }],
    "database-access": [{ line: 40, hash: "6fc4d7d592c5" }],
    "remote-access": [{ line: 40, hash: "360b785e87c0" }],
    "network-segmentation": [
      { line: 30, hash: "db28c42417e1" },
      { line: 34, hash: "caafce710200" },
    ],
    "database-separation": [{ line: 38, hash: "88971f3594e9" }],
    backup: [{ line: 11, hash: "643487b04609" }],
    logging: [{ line: 11, hash: "643487b04609" }],
    "intrusion-detection": [{ line: 11, hash: "643487b04609" }],
    "disaster-recovery": [{ line: 11, hash: "643487b04609" }],
  },
  "iono-introduction": {
    "encryption-at-rest": [{ line: 33, hash: "062a4799528c" }],
    "encryption-in-transit": [
      { line: 33, hash: "062a4799528c" },
      { line: 44, hash: "993f27bc6570" },
    ],
    "justified-ports": [{ line: 44, hash: "635bbfbb36c0" }],
    "database-access": [{ line: 48, hash: "761097ed8486" }],
    "remote-access": [{ line: 48, hash: "360b785e87c0" }],
    "network-segmentation": [
      { line: 39, hash: "1e6ff8ec21c5" },
      { line: 42, hash: "16d8406edbea" },
    ],
    "database-separation": [{ line: 46, hash: "88971f3594e9" }],
    backup: [{ line: 11, hash: "35a7b15d8242" }],
    logging: [{ line: 11, hash: "35a7b15d8242" }],
    "intrusion-detection": [{ line: 11, hash: "35a7b15d8242" }],
    "disaster-recovery": [{ line: 11, hash: "35a7b15d8242" }],
  },
};
