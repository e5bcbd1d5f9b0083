/** The tracer as the differential tests ask it: the worst of what its layers say. */
import { Estate } from "../../src/network/index.ts";
import type { Step } from "../../src/network/explain/step.ts";
import { Tracer } from "../../src/network/explain/trace.ts";
import { Compiled, hopsTo } from "../../src/network/reach/compiled.ts";
import type { Engine } from "./network/differential.ts";
import { placeOf, spotFinder, unitOf } from "./network-engine.ts";

export const tracing: Engine = (world) => {
  const estate = new Estate(world.units.map(unitOf));
  const compiled = new Compiled(estate, "possible");
  const tracer = new Tracer(estate);
  const spotAt = spotFinder(estate, world);
  return {
    verdict: ({ source, target, protocol, port }) => {
      if ("resolver" in target) return undefined;
      const spot = spotAt(target);
      // What a proxy listens on is the engine's to say.
      if (spot === undefined || ("database" in target && target.database.includes(":db-proxy:"))) return undefined;
      const { family, at } = placeOf(estate, target.address);
      const from = placeOf(estate, "internet" in source ? source.internet : source.address);
      if (from.family !== family) return "no";
      const probe = { family, spot, at, port: protocol * 65_536 + port };
      const worst = (steps: readonly Step[]) =>
        steps.some(({ result }) => result === "blocks")
          ? "no"
          : steps.every(({ result }) => result === "passes")
            ? "yes"
            : "unknown";
      if ("interface" in source) {
        const node = estate.interfaces.get(source.interface);
        const host = node?.addresses[family].find((each) => each.at === from.at);
        if (node === undefined || host === undefined) return "no";
        return worst(tracer.trace({ ...probe, source: { node, at: host.at, text: host.text } }));
      }
      const hops = hopsTo(compiled.table(family, spot.subnet), from.at);
      const by = hops.find((hop) =>
        "internet" in source
          ? hop.kind === "internet-gateway"
          : "id" in hop && hop.id === source.beyond && hop.kind !== "internet-gateway",
      );
      if (by === undefined) return undefined;
      return worst(tracer.trace({ ...probe, source: { at: from.at, by } }));
    },
  };
};
