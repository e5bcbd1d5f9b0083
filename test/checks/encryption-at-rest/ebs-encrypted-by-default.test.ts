import check from "../../../checks/encryption-at-rest/ebs-encrypted-by-default.ts";
import { testCheck } from "../../kit/check-tester.ts";

testCheck(check, {
  pass: [{ name: "on", item: { EbsEncryptionByDefault: true } }],
  fail: [{ name: "off", item: { EbsEncryptionByDefault: false }, says: /only where somebody asks for it/ }],
});
