/** What a clause demands, in terms a machine can decide. A folder of `checks/` is a control. */
export interface Control {
  /** The folder's name, such as `encryption-at-rest`. */
  readonly id: string;
  readonly title: string;
  /** What the control demands, in one sentence. */
  readonly demands: string;
  /** The rules of 45 CFR Part 164 that it helps to meet. */
  readonly hipaa: readonly HipaaCitation[];
  /** What its checks decide. */
  readonly reach: readonly string[];
  /** What its checks cannot see; never claimed as proven. */
  readonly blind: readonly string[];
}

export interface HipaaCitation {
  /** Such as `164.312(a)(2)(iv)`. */
  readonly rule: string;
  readonly title: string;
  readonly kind: "required" | "addressable" | "standard";
}
