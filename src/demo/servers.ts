/** The servers of production, eu-central-1. */
import { clientVpn, connectEndpoint, server, volume, type Region } from "./build/index.ts";

export function buildServers(region: Region): void {
  const platform = "platform-server";
  server(region, {
    name: "bastion",
    role: "bastion",
    type: "t4g.small",
    subnet: "platform public a",
    groups: ["bastion", platform],
    publicIp: "198.51.100.10",
    launched: "2025-02-11T08:14:09.000Z",
    volumes: [16],
  });
  // Tried in its place, and given up.
  const trial = { name: "instead of the bastion", subnet: "platform servers a", group: platform };
  connectEndpoint(region, { ...trial, state: "create-failed" });
  clientVpn(region, { ...trial, status: "pending-associate" });
  for (const zone of ["a", "b"] as const) {
    server(region, {
      name: `web ${zone}`,
      role: "web",
      type: "c7g.large",
      subnet: `platform servers ${zone}`,
      groups: ["web", platform],
      launched: "2025-06-03T09:40:51.000Z",
      volumes: [30],
    });
    server(region, {
      name: `app ${zone}`,
      role: "application",
      type: "m7g.xlarge",
      subnet: `platform servers ${zone}`,
      groups: ["app", platform],
      launched: "2025-06-03T10:02:17.000Z",
      volumes: [50],
    });
  }
  server(region, {
    name: "percona",
    role: "database",
    type: "r7g.xlarge",
    subnet: "platform data a",
    groups: ["percona", platform],
    launched: "2025-03-19T13:27:40.000Z",
    volumes: [30, 500],
  });
  server(region, {
    name: "logging",
    role: "logging",
    type: "r7g.large",
    subnet: "platform servers a",
    groups: ["logging", platform],
    launched: "2025-03-20T07:55:02.000Z",
    volumes: [30, 1000],
  });
  // Kept from the logging server before this one. Its name holds what clears a terminal that believes it.
  volume(region, {
    name: "old logs",
    shownAs: "old-logs\u001b[2J\u001b[H (delete after audit)",
    gib: 250,
    created: "2019-08-05T16:20:33.000Z",
    subnet: "platform servers a",
  });
  server(region, {
    name: "monitoring",
    role: "monitoring",
    type: "t4g.large",
    subnet: "platform servers b",
    groups: ["monitoring", platform],
    launched: "2025-03-20T08:31:46.000Z",
    volumes: [100],
  });
  server(region, {
    name: "salt",
    role: "configuration-management",
    type: "t4g.medium",
    subnet: "platform servers b",
    groups: ["salt", platform],
    launched: "2025-03-18T11:09:25.000Z",
    volumes: [30],
  });
  for (const customer of ["alder", "birch"] as const) {
    for (const zone of ["a", "b"] as const) {
      server(region, {
        name: `${customer} app ${zone}`,
        role: "application",
        customer,
        type: "m7g.large",
        subnet: `${customer} servers ${zone}`,
        groups: [`${customer}-app`, `${customer}-server`],
        launched: "2025-09-15T12:00:38.000Z",
        volumes: [50],
      });
    }
  }
}
