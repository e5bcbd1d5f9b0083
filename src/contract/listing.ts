/**
 * A listing: all resources of one kind in one account and region, as one AWS API returns them.
 *
 * A listing file is data: which API, which IAM actions, which fields an item must have, which fields are
 * kept. Nothing here loads the AWS SDK; only its types are used.
 */

/** The services clausewatch reads; the name is the one the IAM actions and the rate limits go by. */
export type Service = "acm" | "ec2" | "elb" | "elbv2" | "iam" | "kms" | "organizations" | "rds" | "sts";

/** How a field of an answer is treated. A field that is not named is dropped before anything is stored. */
export interface Field<Need extends "required" | "optional" = "required" | "optional", Shape = unknown> {
  readonly need: Need;
  /** The kept fields of the nested object (or of each element of the list); absent for scalars and lists of scalars. */
  readonly shape: Shape;
}

/** Field name → rule. */
export type Fields = { readonly [name: string]: Field };

/** The item without this field is judged `unknown`; so a default can never hide in a missing field. */
export function required(): Field<"required", undefined>;
export function required<const S extends Fields>(shape: S): Field<"required", S>;
export function required(shape?: Fields): Field<"required"> {
  return { need: "required", shape };
}

/** Kept where AWS sends it. */
export function optional(): Field<"optional", undefined>;
export function optional<const S extends Fields>(shape: S): Field<"optional", S>;
export function optional(shape?: Fields): Field<"optional"> {
  return { need: "optional", shape };
}

/** Scalars as JSON carries them: a date becomes its ISO 8601 text. */
type Plain<V> = V extends Date ? string : V extends readonly (infer E)[] ? readonly Plain<E>[] : V;

type KeptValue<V, F> =
  F extends Field<"required" | "optional", infer S>
    ? S extends Fields
      ? V extends readonly (infer E)[]
        ? readonly Kept<E, S>[]
        : Kept<V, S>
      : Plain<V>
    : never;

type RequiredNames<F> = { [K in keyof F]: F[K] extends Field<"required"> ? K : never }[keyof F];

/** What is left of the SDK's type `T` after the allow list `F`: required fields are there, others may be. */
export type Kept<T, F> = {
  readonly [K in keyof F & keyof T & RequiredNames<F>]: KeptValue<NonNullable<T[K]>, F[K]>;
} & {
  readonly [K in Exclude<keyof F & keyof T, RequiredNames<F>>]?: KeptValue<NonNullable<T[K]>, F[K]>;
};

/** The listing is asked once per item of another listing, which it names here. */
export interface Each {
  readonly of: Listing;
  /** The parent's field that is sent as the input of the same name, and stamped on every item of the answer. */
  readonly by: string;
  /**
   * Where the parent has that value, if not in the field `by`: a path such as `DBParameterGroups.DBParameterGroupName`.
   * A parent may have several or none; each value is asked by once, however many parents have it.
   */
  readonly from?: string;
  /** Parents for which the call is made; all, if absent. */
  readonly where?: (parent: never) => boolean;
  /** Error codes that say the parent was deleted meanwhile: its items are gone, the others are unaffected. */
  readonly gone: readonly string[];
  /**
   * Error codes by which a parent alone may refuse us, by a policy of its own: its items are missing, and a check
   * must not take that for their absence. Where no parent answers, the refusal is ours, and the listing unreadable.
   */
  readonly refused?: readonly string[];
}

/** The values at a path of an item; a list on the way gives those of each element. */
export function valuesAt(item: unknown, path: string): readonly unknown[] {
  const step = (holder: unknown, name: string) => (holder as Readonly<Record<string, unknown>> | null)?.[name];
  return path
    .split(".")
    .reduce<readonly unknown[]>((holders, name) => holders.flatMap((holder) => step(holder, name) ?? []), [item]);
}

/** The values that a listing is asked by, each once, of the parents for which the call is made. */
export function askedBy({ by, from = by, where }: Each, parents: readonly unknown[]): ReadonlySet<unknown> {
  const asked = where === undefined ? parents : parents.filter((parent) => where(parent as never));
  return new Set(asked.flatMap((parent) => valuesAt(parent, from)));
}

/**
 * How to name the resource that an item is. `{Field}` stands for a field of the item, `{Field.Inner}` for one within it;
 * `{partition}`, `{region}`, `{account}` for where it is.
 */
export interface ResourceNaming {
  /** The CloudFormation resource type, such as `AWS::EC2::Volume`. */
  readonly type: string;
  /** What identifies the item within its account, region and type: a required field, or a template where it is the region itself. */
  readonly id: string;
  readonly arn: string;
  /** The field with the name that people gave it; the tag `Name` if absent. */
  readonly name?: string;
}

/** One listing. `Item` is what checks see. */
export interface Listing<Item = unknown> {
  /** Such as `ec2.volumes`; stable, recordings carry it. */
  readonly id: string;
  readonly service: Service;
  /** The API operation, such as `DescribeVolumes`. */
  readonly operation: string;
  /**
   * `account`: asked once an account, before its regions are known; not for checks. `global`: the service has no
   * regions; asked once an account, and the same in each of its units.
   */
  readonly scope?: "account" | "global";
  /** The IAM actions it takes. */
  readonly iam: readonly string[];
  /** Where the items stand in the answer: `Volumes`, or `Reservations.Instances`; a structure is one item, and the empty path the answer itself. */
  readonly items: string;
  /** The largest page the API gives; `own` where it takes no size; absent where it does not page. */
  readonly page?: number | "own";
  /** Further fixed input. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** Field → values: items whose field has another value are passed over, and not stored. */
  readonly only?: Readonly<Record<string, readonly string[]>>;
  readonly each?: Each;
  readonly fields: Fields;
  readonly resource: ResourceNaming;
  /** Never present at run time: carries the type of an item. */
  readonly Item?: Item;
}

/** What checks see of a listing's items. */
export type ItemOf<L> = L extends Listing<infer Item> ? Item : never;

type Definition<T, F> = Omit<Listing, "fields" | "Item" | "each"> & {
  fields: F & { [K in Exclude<keyof F, keyof T>]: never };
};

/**
 * Declares a listing of the SDK's type `T`. Curried, so that `T` is given and the fields are inferred:
 * `defineListing<Volume>()({ id: "ec2.volumes", … })`.
 */
export function defineListing<T>() {
  function define<const F extends Fields, P, const By extends keyof P & string>(
    definition: Definition<T, F> & {
      each: Omit<Each, "of" | "by" | "from" | "where"> & { of: Listing<P>; by: By; where?: (parent: P) => boolean };
    },
  ): Listing<Kept<T, F> & { readonly [K in By]: string }>;
  function define<const F extends Fields, P, const By extends string>(
    definition: Definition<T, F> & {
      each: Omit<Each, "of" | "by" | "from" | "where"> & {
        of: Listing<P>;
        by: By;
        from: string;
        where?: (parent: P) => boolean;
      };
    },
  ): Listing<Kept<T, F> & { readonly [K in By]: string }>;
  function define<const F extends Fields>(definition: Definition<T, F>): Listing<Kept<T, F>>;
  function define(definition: object): never {
    return Object.freeze(definition) as never;
  }
  return define;
}
