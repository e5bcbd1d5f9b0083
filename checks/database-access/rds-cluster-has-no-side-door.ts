import { defineCheck, fail, pass, rds, type Fail } from "clausewatch";

export default defineCheck({
  id: "rds-cluster-has-no-side-door",
  severity: "high",
  title: "No cluster takes statements over AWS's own endpoints",
  why: "Aurora's Data API and its internet access gateway take statements from wherever AWS's endpoints are reached: neither networks nor the bastion stand before them.",
  fix: "Turn the Data API (HttpEndpointEnabled) and the internet access gateway of the cluster off.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: rds.dbClusters,
  judge: ({ DBClusterIdentifier: id, HttpEndpointEnabled, InternetAccessGatewayEnabled }) => {
    const fails: Fail[] = [];
    if (HttpEndpointEnabled === true)
      fails.push(fail(`The cluster ${id} takes statements by Aurora's Data API`, { key: "data-api" }));
    if (InternetAccessGatewayEnabled === true)
      fails.push(
        fail(`The cluster ${id} can be reached by its internet access gateway`, { key: "internet-access-gateway" }),
      );
    return fails.length === 0 ? pass() : fails;
  },
});
