import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { publicKeyOf } from "../../src/certificates/index.ts";
import { pem } from "../kit/pem.ts";

describe("the public key of a certificate", () => {
  test.each([
    ["rsa1024", { type: "RSA", bits: 1024 }],
    ["rsa2048", { type: "RSA", bits: 2048 }],
    ["p224", { type: "EC", bits: 224 }],
    ["p256", { type: "EC", bits: 256 }],
    ["p521", { type: "EC", bits: 521 }],
    ["ed25519", null],
  ] as const)("%s", (name, key) => {
    expect(publicKeyOf(pem[name])).toEqual(key);
  });

  test("is not read from what is no certificate", () => {
    for (const text of ["", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", pem.p256.slice(0, 300)]) {
      expect(publicKeyOf(text)).toBeNull();
    }
  });

  test("is that of the certificate or none, whatever was cut or changed", () => {
    const { rsa2048 } = pem;
    const any = fc.tuple(fc.nat(rsa2048.length), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(any, ([at, other]) => {
        const key = publicKeyOf(rsa2048.slice(0, at) + other + rsa2048.slice(at + other.length));
        expect(key === null || key.bits > 0).toBe(true);
      }),
    );
  });
});
