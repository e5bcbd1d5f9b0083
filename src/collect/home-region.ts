/** Where account-wide questions are asked: what the environment or the profile says, else the first region wanted. */
export async function homeRegion(profile: string | undefined, regions: readonly string[] | "all"): Promise<string> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const said = AWS_REGION || AWS_DEFAULT_REGION || (await profileRegion(profile));
  return said || (regions === "all" ? undefined : regions[0]) || "us-east-1";
}

async function profileRegion(profile: string | undefined): Promise<string | undefined> {
  const { loadSharedConfigFiles } = await import("@smithy/core/config");
  const { configFile } = await loadSharedConfigFiles();
  return configFile[profile ?? process.env["AWS_PROFILE"] ?? "default"]?.["region"];
}
