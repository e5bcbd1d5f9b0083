export { serverCertificateBodies } from "./server-certificate-bodies.ts";
export { serverCertificates } from "./server-certificates.ts";
