import { STRONG_CERTIFICATE, WEAK_CERTIFICATE } from "../../../src/demo/pem.ts";
import type { Region } from "../kit/aws.ts";
import type { World } from "../kit/world.ts";

/** Moto's have RSA keys of 2048 bits, and are valid for a year. */
async function certificate({ acm, called }: Region, name: string, exported: boolean): Promise<void> {
  const { CertificateArn } = await acm.requestCertificate({
    DomainName: `${name}.example.com`,
    ...(exported && { Options: { Export: "ENABLED" } }),
  });
  called(name, CertificateArn);
}

const build: World["build"] = {
  "us-east-1": async (region) => {
    await certificate(region, "idle", false);
    await certificate(region, "exported", true);
    for (const [ServerCertificateName, CertificateBody] of [
      ["weak", WEAK_CERTIFICATE],
      ["strong", STRONG_CERTIFICATE],
    ] as const) {
      await region.iam.uploadServerCertificate({ ServerCertificateName, CertificateBody, PrivateKey: "not a key" });
    }
  },
  "eu-west-1": async (region) => certificate(region, "exported", true),
};

export const certificates: World = {
  name: "certificates",
  build,
  expected: {
    "us-east-1": {
      "acm-certificate-key-is-strong": {
        status: "pass",
        pass: 1,
        notApplicable: { "no AWS service uses the certificate": 1 },
      },
      "acm-certificate-not-expiring": {
        status: "pass",
        pass: 1,
        notApplicable: { "no AWS service uses the certificate": 1 },
      },
      "iam-certificate-key-is-strong": { status: "fail", pass: 1, fail: 1, findings: ["weak"] },
      "iam-certificate-not-expiring": { status: "fail", fail: 2, findings: ["strong", "weak"] },
    },
    "eu-west-1": {
      "acm-certificate-key-is-strong": { status: "pass", pass: 1 },
      "acm-certificate-not-expiring": { status: "pass", pass: 1 },
    },
  },
  exit: 3,
};

export const strictCertificates: World = {
  name: "certificates, stricter",
  build,
  params: {
    "acm-certificate-key-is-strong": { rsaBits: 3072 },
    "acm-certificate-not-expiring": { renewalDays: 400 },
    "iam-certificate-key-is-strong": { ecBits: 384 },
  },
  expected: {
    "us-east-1": {
      "acm-certificate-key-is-strong": {
        status: "fail",
        fail: 1,
        findings: ["exported"],
        notApplicable: { "no AWS service uses the certificate": 1 },
      },
      "acm-certificate-not-expiring": {
        status: "fail",
        fail: 1,
        findings: ["exported"],
        notApplicable: { "no AWS service uses the certificate": 1 },
      },
      "iam-certificate-key-is-strong": { status: "fail", fail: 2, findings: ["strong", "weak"] },
      "iam-certificate-not-expiring": { status: "fail", fail: 2, findings: ["strong", "weak"] },
    },
    "eu-west-1": {
      "acm-certificate-key-is-strong": { status: "fail", fail: 1, findings: ["exported"] },
      "acm-certificate-not-expiring": { status: "fail", fail: 1, findings: ["exported"] },
    },
  },
  exit: 3,
};
