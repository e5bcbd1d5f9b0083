import check from "../../../checks/encryption-in-transit/iam-certificate-key-is-strong.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { pem } from "../../kit/pem.ts";

const item = { ServerCertificateName: "fax", Arn: "arn", Expiration: "2027-03-02T06:00:00.000Z" };
const body = (CertificateBody: string, ServerCertificateName = "fax") => ({
  bodies: [{ ServerCertificateName, CertificateBody }],
});

testCheck(check, {
  pass: [
    { name: "RSA 2048", item, tables: body(pem.rsa2048) },
    { name: "P-256", item, tables: body(pem.p256) },
    { name: "P-521", item, tables: body(pem.p521) },
    {
      name: "another's key does not matter",
      item,
      tables: { bodies: [...body(pem.rsa1024, "other").bodies, ...body(pem.rsa2048).bodies] },
    },
    { name: "P-224, which is enough", item, tables: body(pem.p224), params: { ecBits: 224 } },
  ],
  fail: [
    {
      name: "RSA 1024",
      item,
      tables: body(pem.rsa1024),
      says: "The IAM server certificate fax has an RSA key of 1024 bits, fewer than 2048",
    },
    { name: "P-224", item, tables: body(pem.p224), says: "has an EC key of 224 bits, fewer than 256" },
    { name: "RSA 2048 where 4096 are asked for", item, tables: body(pem.rsa2048), params: { rsaBits: 4096 } },
  ],
  undecided: [
    { name: "deleted meanwhile", item, says: /listed, but not given/ },
    { name: "another's", item, tables: body(pem.rsa2048, "other") },
    { name: "no certificate", item, tables: body("-----BEGIN CERTIFICATE-----"), says: /can be read/ },
    { name: "a key of another kind", item, tables: body(pem.ed25519) },
  ],
});
