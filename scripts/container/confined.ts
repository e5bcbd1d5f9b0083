import { dirname } from "node:path";
import type { Image } from "./image.ts";
import { output, type Ran, type Run } from "./tools.ts";

/** As `docker run --read-only` would: the image's user and environment, nothing writable but the volumes. */
const ENTER = `set -e
root=$1 volumes=$2 list=$3 user=$4
shift 4
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
for volume in $list; do mount --bind "$volumes$volume" "$root$volume"; done
mount -o remount,bind,ro "$root"
exec chroot --userspec="$user" --groups= "$root" env -i "$@"`;

/** A way to run commands in the image. Its volumes, in a new folder, are kept from one command to the next. */
export async function confined(
  run: Run,
  image: Image,
  volumes: string,
): Promise<(...command: readonly string[]) => Promise<Ran>> {
  const { User, WorkingDir, Env, Volumes } = image.config;
  const list = Object.keys(Volumes);
  // A new volume begins as a copy of what the image has in its place, owner and mode too.
  for (const volume of list) {
    await output(run, "mkdir", "-p", dirname(volumes + volume));
    await output(run, "cp", "-a", image.root + volume, volumes + volume);
  }
  return async (...command) =>
    run("sh", "-c", ENTER, "sh", image.root, volumes, list.join(" "), User, "-C", WorkingDir, ...Env, ...command);
}
