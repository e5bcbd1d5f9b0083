/** Whom accounts serve, and how their resources are known. */
export interface Customer {
  readonly name: string;
  readonly accounts?: readonly string[];
  readonly vpcs?: readonly string[];
  /** Tags that a resource, or the VPC that it is in, must all have. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Ids of the optional services that the customer signed up for. */
  readonly services?: readonly string[];
  /** Where that is agreed. */
  readonly contract?: string;
}

/** An optional service that the policy speaks of. */
export interface OptionalService {
  readonly id: string;
  /** What the policy calls it. */
  readonly name: string;
}
