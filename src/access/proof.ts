import type {
  Access,
  AccessRow,
  Explanation,
  Group,
  Opening,
  PrivateNetwork,
  Proof,
  Target,
  Unit,
} from "../contract/index.ts";
import { balancersOf, Compiled, databasesOf, Estate, type PortSet } from "../network/index.ts";
import type { Asked, Askers, Between } from "./asked.ts";
import { Asking, type Rests } from "./between.ts";
import { everybody } from "./everybody.ts";
import { Explainer } from "./explain.ts";
import { HandedOn } from "./handed.ts";
import { justificationOf, type Justification, type Registers } from "./justified.ts";
import { balancerUnitOf, databaseUnitOf, networkUnitOf, unreadOf, type ProofUnit, type Unread } from "./listings.ts";
import { memo } from "./memo.ts";
import { groupsOf, networksOf } from "./networks.ts";
import { Openings, type Found } from "./openings.ts";
import { vpcOwners } from "./owners.ts";
import { cidrsIn } from "./party-addresses.ts";
import { Register } from "./register.ts";
import { Residues, type Rest } from "./residue.ts";
import { placesOf, takesConnections, type Place } from "./targets.ts";

/**
 * The network of all units together, held against the register. Depends on what the listings hold alone, and not on the
 * order in which units or items came. Pure; the work is done when a question is first asked.
 */
export class NetworkProof implements Proof {
  readonly access: Access;
  readonly hasRegister: boolean;
  readonly home: Unit | null;
  readonly targets: readonly Place[];
  /** The targets, and what opens connections and takes none. */
  readonly places: readonly Place[];
  readonly estate: Estate;
  readonly networks: readonly PrivateNetwork[];
  readonly groups: readonly Group[];
  /** By account and region. */
  readonly units: readonly Unit[];
  /** The listings that tell what is there at all and that were not read, or not whole. */
  readonly unread: readonly Unread[];
  private readonly held: Both;
  /** By a register without rows. */
  private readonly bare: Both;
  private readonly handedOn: { readonly certain: HandedOn; readonly possible: HandedOn };
  private readonly register: Register;
  private readonly registers: Registers;
  private readonly sorter: Openings;
  private readonly explainer: Explainer;
  private readonly asking: Asking;
  private readonly known = {
    openings: new Map<Place, readonly Opening[]>(),
    reached: new Map<Place, readonly Opening[]>(),
    facing: new Map<Place, readonly Opening[]>(),
  };
  private readonly made = new Map<Opening, Found>();
  private readonly all = new Map<Place, Rests>();
  private used: ReadonlySet<string> | null = null;

  constructor(units: readonly ProofUnit[], access: Access | null) {
    const sorted = units.toSorted((a, b) => compare(placeOf(a), placeOf(b)));
    this.access = access ?? { roles: [], rows: [] };
    this.hasRegister = access !== null && access.rows.length > 0;
    this.units = sorted.map(({ unit }) => unit);
    this.home = sorted[0]?.unit ?? null;
    this.estate = new Estate(sorted.map(networkUnitOf), cidrsIn(this.access.rows));
    const balancers = balancersOf(this.estate, sorted.map(balancerUnitOf));
    const databases = databasesOf(this.estate, sorted.map(databaseUnitOf));
    this.places = placesOf(sorted, this.access, { estate: this.estate, balancers, databases });
    this.targets = this.places.filter(takesConnections);
    const doors = this.places.filter(({ balancer }) => balancer !== undefined);
    // Of an interface that two say is theirs, the server is the one that cannot be made up.
    const holders = new Map<string, Place>();
    for (const places of [doors, this.places.filter(({ balancer }) => balancer === undefined)])
      for (const place of places) for (const { id } of place.nodes) holders.set(id, place);
    const ownerOf = vpcOwners(sorted);
    const holderOf = (id: string) => holders.get(id);
    const [certain, possible] = (["certain", "possible"] as const).map((mode) => new Compiled(this.estate, mode)) as [
      Compiled,
      Compiled,
    ];
    this.register = new Register(this.access.rows, possible, holderOf, ownerOf);
    this.networks = networksOf(sorted, this.places);
    this.groups = groupsOf(sorted, this.estate, this.places, this.register);
    const none = [certain, possible].map((each) => new Register([], each, holderOf, ownerOf)) as [Register, Register];
    this.bare = {
      certain: new Residues(certain, none[0], balancers),
      possible: new Residues(possible, none[1], balancers),
    };
    this.handedOn = {
      certain: new HandedOn(certain, none[0], balancers),
      possible: new HandedOn(possible, none[1], balancers),
    };
    this.registers = { certain: new Register(this.access.rows, certain, holderOf, ownerOf), possible: this.register };
    this.held = {
      certain: new Residues(certain, this.registers.certain, balancers),
      possible: new Residues(possible, this.register, balancers),
    };
    this.sorter = new Openings(possible, holderOf, ownerOf);
    this.explainer = new Explainer(this.estate, this.register, holderOf);
    this.asking = new Asking(possible, this.registers, this.sorter, this.explainer);
    this.unread = unreadOf(sorted);
  }

  openings(target: Target): readonly Opening[] {
    return this.sorted(target as Place, "openings", this.held, (residues, place) => residues.of(place));
  }

  /** Everybody who can open a connection to it, be it justified or not. */
  reached(target: Target): readonly Opening[] {
    return this.sorted(target as Place, "reached", this.bare, everybody);
  }

  facing(target: Target): readonly Opening[] {
    return this.sorted(target as Place, "facing", this.held, (residues, place) => residues.facing(place));
  }

  private sorted(
    place: Place,
    what: keyof NetworkProof["known"],
    { certain: sure, possible: maybe }: Both,
    restsOf: (residues: Residues, place: Place) => readonly Rest[],
  ): readonly Opening[] {
    return memo(this.known[what], place, () => {
      const possible = this.sorter.of(restsOf(maybe, place));
      // Whatever is certain is possible.
      if (possible.length === 0) return NONE;
      const certain = this.sorter.of(restsOf(sure, place));
      const keys = new Set(certain.map(({ key }) => key));
      const unsure = possible.filter(({ key }) => !keys.has(key));
      const byKey = Map.groupBy(possible, ({ key }) => key);
      return [
        // What else may be told by the same name is part of it: the fix closes that, too.
        ...certain.map((found) => {
          const more = byKey.get(found.key)?.[0]?.rests ?? [];
          return this.opening(place, { ...found, rests: [...found.rests, ...more] }, true);
        }),
        ...unsure.map((found) => this.opening(place, found, false)),
      ];
    });
  }

  explain(opening: Opening): Explanation {
    const place = opening.target as Place;
    return this.explainer.explain(place, this.foundOf(opening), this.register.claims(place), opening.certain);
  }

  /** Which rows justify an opening, or these of its connections on these ports, and whether they justify all of it. */
  justification(opening: Opening, part: Pick<Found, "rests" | "set"> = this.foundOf(opening)): Justification {
    return justificationOf(opening.target as Place, part.rests, part.set, this.registers);
  }

  /** What askers can open to a target on these ports; on any, if null. */
  between(askers: Askers, asked: Asked, ports: PortSet | null): Between {
    const { place } = asked;
    const all = memo(this.all, place, (): Rests => {
      const of = (mode: "certain" | "possible"): readonly Rest[] => [
        ...everybody(this.bare[mode], place).filter(({ through }) => through === undefined),
        ...this.handedOn[mode].to(place),
      ];
      return { certain: of("certain"), possible: of("possible") };
    });
    return this.asking.between(askers, asked, ports, all);
  }

  /** What an opening was made from. */
  foundOf(opening: Opening): Found {
    const found = this.made.get(opening);
    if (found === undefined) throw new TypeError("an opening of another proof");
    return found;
  }

  prefixList(id: string): readonly string[] | null {
    return this.estate.listOf(id)?.cidrs ?? null;
  }

  uses({ id, from, to }: AccessRow): ReturnType<Proof["uses"]> {
    if (this.used === null) {
      for (const target of this.targets) this.openings(target);
      this.used = this.held.possible.usedRows;
    }
    if (this.used.has(id)) return "used";
    const inside = to.some((party) => (party.role ?? party.customer ?? party.securityGroup) !== undefined);
    if (!inside) return "elsewhere";
    const listed = [...from, ...to].flatMap(({ prefixList }) => prefixList ?? []);
    const isKnown =
      this.unread.length === 0 &&
      this.targets.every(({ doubts }) => doubts.length === 0) &&
      listed.every((id) => this.prefixList(id) !== null);
    return isKnown ? "unused" : "unsure";
  }

  private opening(target: Place, found: Found, certain: boolean): Opening {
    const { from, ports, set, key } = found;
    const opening: Opening = { target, from, ports, set, certain, key };
    this.made.set(opening, found);
    return opening;
  }
}

const NONE: readonly Opening[] = [];

/** What is known to be open, and what may be. */
interface Both {
  readonly certain: Residues;
  readonly possible: Residues;
}

function placeOf({ unit }: ProofUnit): string {
  return `${unit.account} ${unit.region}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
