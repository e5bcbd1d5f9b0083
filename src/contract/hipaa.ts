/**
 * The HIPAA Security Rule: every standard and implementation specification of 45 CFR §§ 164.308 to 164.316, in order.
 * https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C, with its Appendix A.
 */

/** A standard; or an implementation specification, which is required or addressable (45 CFR 164.306(d)). */
export type HipaaKind = "standard" | "required" | "addressable";

export interface HipaaCitation {
  /** Such as `164.312(a)(2)(iv)`. */
  readonly rule: string;
  readonly title: string;
  readonly kind: HipaaKind;
}

const table: readonly (readonly [rule: string, title: string, kind: HipaaKind])[] = [
  ["164.308(a)(1)(i)", "Security management process", "standard"],
  ["164.308(a)(1)(ii)(A)", "Risk analysis", "required"],
  ["164.308(a)(1)(ii)(B)", "Risk management", "required"],
  ["164.308(a)(1)(ii)(C)", "Sanction policy", "required"],
  ["164.308(a)(1)(ii)(D)", "Information system activity review", "required"],
  ["164.308(a)(2)", "Assigned security responsibility", "standard"],
  ["164.308(a)(3)(i)", "Workforce security", "standard"],
  ["164.308(a)(3)(ii)(A)", "Authorization and/or supervision", "addressable"],
  ["164.308(a)(3)(ii)(B)", "Workforce clearance procedure", "addressable"],
  ["164.308(a)(3)(ii)(C)", "Termination procedures", "addressable"],
  ["164.308(a)(4)(i)", "Information access management", "standard"],
  ["164.308(a)(4)(ii)(A)", "Isolating health care clearinghouse functions", "required"],
  ["164.308(a)(4)(ii)(B)", "Access authorization", "addressable"],
  ["164.308(a)(4)(ii)(C)", "Access establishment and modification", "addressable"],
  ["164.308(a)(5)(i)", "Security awareness and training", "standard"],
  ["164.308(a)(5)(ii)(A)", "Security reminders", "addressable"],
  ["164.308(a)(5)(ii)(B)", "Protection from malicious software", "addressable"],
  ["164.308(a)(5)(ii)(C)", "Log-in monitoring", "addressable"],
  ["164.308(a)(5)(ii)(D)", "Password management", "addressable"],
  ["164.308(a)(6)(i)", "Security incident procedures", "standard"],
  ["164.308(a)(6)(ii)", "Response and reporting", "required"],
  ["164.308(a)(7)(i)", "Contingency plan", "standard"],
  ["164.308(a)(7)(ii)(A)", "Data backup plan", "required"],
  ["164.308(a)(7)(ii)(B)", "Disaster recovery plan", "required"],
  ["164.308(a)(7)(ii)(C)", "Emergency mode operation plan", "required"],
  ["164.308(a)(7)(ii)(D)", "Testing and revision procedures", "addressable"],
  ["164.308(a)(7)(ii)(E)", "Applications and data criticality analysis", "addressable"],
  ["164.308(a)(8)", "Evaluation", "standard"],
  ["164.308(b)(1)", "Business associate contracts and other arrangements", "standard"],
  ["164.308(b)(3)", "Written contract or other arrangement", "required"],
  ["164.310(a)(1)", "Facility access controls", "standard"],
  ["164.310(a)(2)(i)", "Contingency operations", "addressable"],
  ["164.310(a)(2)(ii)", "Facility security plan", "addressable"],
  ["164.310(a)(2)(iii)", "Access control and validation procedures", "addressable"],
  ["164.310(a)(2)(iv)", "Maintenance records", "addressable"],
  ["164.310(b)", "Workstation use", "standard"],
  ["164.310(c)", "Workstation security", "standard"],
  ["164.310(d)(1)", "Device and media controls", "standard"],
  ["164.310(d)(2)(i)", "Disposal", "required"],
  ["164.310(d)(2)(ii)", "Media re-use", "required"],
  ["164.310(d)(2)(iii)", "Accountability", "addressable"],
  ["164.310(d)(2)(iv)", "Data backup and storage", "addressable"],
  ["164.312(a)(1)", "Access control", "standard"],
  ["164.312(a)(2)(i)", "Unique user identification", "required"],
  ["164.312(a)(2)(ii)", "Emergency access procedure", "required"],
  ["164.312(a)(2)(iii)", "Automatic logoff", "addressable"],
  ["164.312(a)(2)(iv)", "Encryption and decryption", "addressable"],
  ["164.312(b)", "Audit controls", "standard"],
  ["164.312(c)(1)", "Integrity", "standard"],
  ["164.312(c)(2)", "Mechanism to authenticate electronic protected health information", "addressable"],
  ["164.312(d)", "Person or entity authentication", "standard"],
  ["164.312(e)(1)", "Transmission security", "standard"],
  ["164.312(e)(2)(i)", "Integrity controls", "addressable"],
  ["164.312(e)(2)(ii)", "Encryption", "addressable"],
  ["164.314(a)(1)", "Business associate contracts or other arrangements", "standard"],
  ["164.314(a)(2)(i)", "Business associate contracts", "required"],
  ["164.314(a)(2)(ii)", "Other arrangements", "required"],
  ["164.314(a)(2)(iii)", "Business associate contracts with subcontractors", "required"],
  ["164.314(b)(1)", "Requirements for group health plans", "standard"],
  ["164.314(b)(2)", "Group health plan documents", "required"],
  ["164.316(a)", "Policies and procedures", "standard"],
  ["164.316(b)(1)", "Documentation", "standard"],
  ["164.316(b)(2)(i)", "Time limit", "required"],
  ["164.316(b)(2)(ii)", "Availability", "required"],
  ["164.316(b)(2)(iii)", "Updates", "required"],
];

export const hipaaRules: readonly HipaaCitation[] = table.map(([rule, title, kind]) => ({ rule, title, kind }));
