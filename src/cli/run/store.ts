import { inWords, missing, nameOf, openAt, storeAddress } from "../../app/open-store.ts";
import type { LoadedConfig } from "../../config/index.ts";
import type { Store, StoreAddress } from "../../store/index.ts";
import { UsageError } from "../failure.ts";

export interface StoreOptions {
  /** A file for SQLite; false: no store. */
  readonly store?: string | boolean;
}

/** Opens the store, gives it to `use` and closes it. What the database says is told in words. */
export async function withStore<T>(
  loaded: LoadedConfig,
  options: StoreOptions,
  at: string,
  use: (store: Store, address: StoreAddress) => Promise<T>,
  { make = false } = {},
): Promise<T> {
  const address = await addressOf(loaded, options);
  if (address === null)
    throw new UsageError("there is no store: name one under `store` in the configuration, or give --store FILE");
  return await using(address, { at, make }, use);
}

/** As `withStore`; `use` is given nulls where there is none. `make`: one that is not there yet is made. */
export async function withStoreIfAny<T>(
  loaded: LoadedConfig,
  options: StoreOptions,
  at: string,
  use: (store: Store | null, address: StoreAddress | null) => Promise<T>,
  { make = false } = {},
): Promise<T> {
  const address = await addressOf(loaded, options);
  return address === null ? await use(null, null) : await using(address, { at, make }, use);
}

async function addressOf(loaded: LoadedConfig, { store }: StoreOptions): Promise<StoreAddress | null> {
  return await storeAddress(loaded, { store, cwd: process.cwd(), env: process.env });
}

async function using<T>(
  address: StoreAddress,
  { at, make }: { readonly at: string; readonly make: boolean },
  use: (store: Store, address: StoreAddress) => Promise<T>,
): Promise<T> {
  // Who mistypes a name is not to be shown an empty store.
  if (!make && (await missing(address)))
    throw new UsageError(`there is no store ${nameOf(address)}: a scan makes one, and so does store migrate`);
  const store = await openAt(address, at);
  try {
    return await use(store, address);
  } catch (error) {
    throw inWords(error, address);
  } finally {
    await store.close();
  }
}
