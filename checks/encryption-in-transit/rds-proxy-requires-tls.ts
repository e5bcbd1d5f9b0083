import { defineCheck, fail, pass, rds } from "clausewatch";

export default defineCheck({
  id: "rds-proxy-requires-tls",
  severity: "high",
  title: "RDS proxies require TLS",
  why: "An application that does not ask for TLS is served without it, and sends its password and the ePHI that it reads in the clear.",
  fix: 'Turn on "Require Transport Layer Security" for the proxy, once every application that uses it connects with TLS.',
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.howitworks.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBProxy.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: rds.dbProxies,
  judge: ({ DBProxyName, RequireTLS }) =>
    RequireTLS ? pass() : fail(`RDS proxy ${DBProxyName} also accepts connections without TLS`),
});
