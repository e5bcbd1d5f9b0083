/** With forward secrecy; in GCM, and in CBC. */
export const modern = ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-SHA384", "DHE-RSA-AES256-GCM-SHA384"];

/** One of each sort that is forbidden unless the configuration says otherwise. */
export const weak = [
  "ECDHE-RSA-NULL-SHA",
  "NULL-MD5",
  "ADH-AES256-SHA",
  "AECDH-AES128-SHA",
  "EXP-EDH-RSA-DES-CBC-SHA",
  "EXP-RC2-CBC-MD5",
  "ECDHE-RSA-RC4-SHA",
  "DES-CBC3-SHA",
  "ECDHE-RSA-DES-CBC3-SHA",
  "RC4-MD5",
  "AES128-GCM-SHA256",
  "AES256-SHA",
  "CAMELLIA128-SHA",
  "IDEA-CBC-SHA",
  "SEED-SHA",
];

/** As TLS 1.3 names them: without the key exchange. */
export const tls13 = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"];
