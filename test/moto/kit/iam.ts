import { authorization, credentials, type Credentials } from "./aws.ts";

/** Calls of IAM, by hand. Moto must not enforce it meanwhile. */
async function call(url: string, input: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { Authorization: authorization(credentials.accessKeyId, "us-east-1", "iam") },
    body: new URLSearchParams({ Version: "2010-05-08", ...input }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`moto answers ${answer.status} to ${input["Action"]}: ${text}`);
  return text;
}

/** Creates a user who may do nothing yet. */
export async function createIamUser(url: string, UserName: string): Promise<Credentials> {
  await call(url, { Action: "CreateUser", UserName });
  const xml = await call(url, { Action: "CreateAccessKey", UserName });
  const element = (name: string): string => new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1] ?? "";
  return { accessKeyId: element("AccessKeyId"), secretAccessKey: element("SecretAccessKey") };
}

/** Gives a user this policy, in place of the one before. */
export async function allow(url: string, UserName: string, policy: object): Promise<void> {
  const PolicyDocument = JSON.stringify(policy);
  await call(url, { Action: "PutUserPolicy", UserName, PolicyName: "only", PolicyDocument });
}
