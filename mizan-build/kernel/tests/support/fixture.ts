/** The sample's client on a fake transport, and bundles as its server would write them. */

import { createMizan } from "../../sample/api/client";
import type { KernelOptions } from "../../src/kernel";
import type { Bundle, Merge, Reply } from "../../src/wire/transport";
import { countListeners, watchForLeaks } from "./leaks";
import { FakeTransport } from "./transport";

export function setUp(options: KernelOptions = {}) {
  const transport = new FakeTransport();
  const host = countListeners(options.host);
  const api = createMizan({ transport, retries: 0, ...options, host });
  watchForLeaks(api, transport);
  const { reads, calls } = transport;
  return { api, reads, calls, transport };
}

/** The bundle of user 5; a version where the test has one. */
export function userBundle(name: string, v?: number): Bundle {
  return {
    ...versionOf(v),
    user_orders: [{ id: 1, title: "Tea", cents: "250" }],
    user_profile: profile(name),
  };
}

export const profile = (name: string) => ({ id: 5, name, bio: "" });

export const versionOf = (v: number | undefined) => (v === undefined ? {} : { $v: `a:${v}` });

export const scope = { context: "user", params: { user_id: 5 } };

export function reply(parts: Partial<Reply> = {}): Reply {
  return { result: null, invalidate: [], ...parts };
}

export function mergeProfile(name: string, v?: number): Merge {
  const version = v === undefined ? {} : { v: `a:${v}` };
  return { ...scope, slot: "user_profile", value: profile(name), ...version };
}

/** The names that a subscriber of user 5 saw, each change once. */
export function watchName(api: ReturnType<typeof createMizan>) {
  const seen: string[] = [];
  const end = api.user({ userId: 5 }).subscribe((view) => {
    if (!view.pending) seen.push(view.data.userProfile.name);
  });
  return { seen, end };
}
