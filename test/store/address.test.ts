import { describe, expect, it } from "vitest";
import { postgresAddress } from "../../src/store/index.ts";

describe("the address of a PostgreSQL store", () => {
  it("is read, with the password from a place of its own", () => {
    const expected = { host: "db.example", port: 5433, user: "cw", database: "evidence", tls: true };
    expect(postgresAddress("postgres://cw@db.example:5433/evidence", "s3cret")).toEqual({
      ...expected,
      password: "s3cret",
    });
    expect(postgresAddress("postgres://cw@db.example:5433/evidence")).toEqual(expected);
    expect(postgresAddress("postgresql://cw:p%40ss@127.0.0.1/evidence")).toMatchObject({
      password: "p@ss",
      port: 5432,
      tls: false,
    });
    expect(postgresAddress("postgres://cw@[::1]/evidence")).toMatchObject({ host: "::1", tls: false });
    expect(postgresAddress("postgres://cw@127.example/evidence").tls).toBe(true);
  });

  it.each([
    ["not an address", /is none/],
    ["mysql://cw:s3cret@db/evidence", /begins with mysql/],
    ["postgres://cw:s3cret@db", /lacks/],
    ["postgres://db/evidence", /lacks/],
    ["postgres://cw:s3cret@db/evidence?sslmode=prefer", /sslmode/],
  ])("%s is refused, without telling the password", (address, message) => {
    expect(() => postgresAddress(address)).toThrow(message);
    try {
      postgresAddress(address);
    } catch (error) {
      expect(String(error)).not.toContain("s3cret");
    }
  });
});
