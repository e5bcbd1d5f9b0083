import check from "../../../checks/encryption-in-transit/acm-certificate-key-is-strong.ts";
import { testCheck } from "../../kit/check-tester.ts";

const certificate = (KeyAlgorithm: string | undefined, others: object = {}) => ({
  CertificateArn: "arn",
  DomainName: "alder.example.com",
  Status: "ISSUED",
  InUse: true,
  ...(KeyAlgorithm !== undefined && { KeyAlgorithm }),
  ...others,
});

testCheck(check, {
  pass: [
    { name: "RSA 2048", item: certificate("RSA_2048") },
    { name: "RSA 2048, as some answers write it", item: certificate("RSA-2048") },
    { name: "RSA 4096", item: certificate("RSA_4096") },
    { name: "P-256", item: certificate("EC_prime256v1") },
    { name: "P-384", item: certificate("EC_secp384r1") },
    { name: "P-521", item: certificate("EC_secp521r1") },
    { name: "RSA 1024, which is enough", item: certificate("RSA_1024"), params: { rsaBits: 1024 } },
  ],
  fail: [
    {
      name: "RSA 1024",
      item: certificate("RSA_1024"),
      says: "The certificate for alder.example.com has an RSA key of 1024 bits, fewer than 2048",
    },
    { name: "RSA 2048 where 3072 are asked for", item: certificate("RSA_2048"), params: { rsaBits: 3072 } },
    {
      name: "P-256 where 384 are asked for",
      item: certificate("EC_prime256v1"),
      params: { ecBits: 384 },
      says: "has an EC key of 256 bits, fewer than 384",
    },
  ],
  notApplicable: [
    { name: "not in use", item: certificate("RSA_1024", { InUse: false }) },
    { name: "asked for", item: certificate("RSA_1024", { Status: "PENDING_VALIDATION" }) },
  ],
  undecided: [
    { name: "no algorithm", item: certificate(undefined), says: /does not say what key/ },
    { name: "an algorithm of tomorrow", item: certificate("ML_DSA_65"), says: /ML_DSA_65/ },
    { name: "more than an algorithm", item: certificate("RSA_2048_"), says: /RSA_2048_/ },
  ],
  badParams: [
    { name: "few bits", params: { rsaBits: 512 }, says: /1024/ },
    { name: "an unknown key", params: { bits: 2048 }, says: /bits/ },
  ],
});
