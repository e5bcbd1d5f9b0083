import { defineCheck, fail, pass, rds } from "clausewatch";

export default defineCheck({
  id: "rds-instance-not-public",
  severity: "critical",
  title: "DB instances have no public address",
  why: "A publicly accessible instance has a name that resolves to a public address: one open rule, or one leaked password, is then all that lies between the internet and the ePHI.",
  fix: "Modify the instance to be not publicly accessible, and let people and applications reach it from inside the VPC, through the bastion host or a VPN.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: rds.dbInstances,
  judge: ({ DBInstanceIdentifier, Engine, PubliclyAccessible }) =>
    PubliclyAccessible ? fail(`DB instance ${DBInstanceIdentifier} (${Engine}) is publicly accessible`) : pass(),
});
