/**
 * Tabs: the kernels of one server in one browser learn from each other. Targets, tokens and the end
 * of a session travel between them, and never data.
 */

import type { Core } from "../store/core";
import type { Entry } from "../store/entry";
import { distance } from "../store/order";
import { noteSeen } from "../store/seen";
import { toJson } from "../wire/canonical";
import { baseOf } from "../wire/send";
import type { Invalidation } from "../wire/transport";
import { findTargets, invalidate } from "./invalidation";
import { startSession } from "./session";

/** A change that a tab knows of; or somebody else uses all of them from now on. */
export type Message =
  | {
      readonly targets: readonly Invalidation[];
      /** The tokens of the contexts whose clocks have advanced. */
      readonly v: { readonly [context: string]: string };
      readonly why: string;
    }
  | { readonly isSignedIn: boolean };

/** Listens to the other tabs; who has no data has nothing to learn. */
export function joinTabs(core: Core): void {
  core.tabs ??= core.host.connect?.(`mizan ${baseOf(core.options)}`, (text) =>
    receive(core, JSON.parse(text) as Message),
  );
}

export function leaveTabs(core: Core): void {
  core.tabs?.close();
  core.tabs = undefined;
}

/** Begins a session in all tabs. */
export function beginSession(core: Core, isSignedIn: boolean): void {
  startSession(core, isSignedIn);
  tellTabs(core, { isSignedIn });
}

/** Tells the other tabs, and not this one. */
export function tellTabs(core: Core, message: Message): void {
  const { tabs } = core;
  joinTabs(core);
  core.tabs?.postMessage(toJson(message));
  if (!tabs) leaveTabs(core);
}

function receive(core: Core, message: Message): void {
  if ("isSignedIn" in message) return startSession(core, message.isSignedIn);
  const { targets, v, why } = message;
  for (const [context, token] of Object.entries(v)) noteSeen(core, context, token);
  const reached = targets.flatMap((target) => findTargets(core, target));
  invalidate(
    core,
    reached.filter((entry) => !hasSeen(entry, v)),
    why,
  );
}

/** All that the entry shows is proven to be as new as the change. */
function hasSeen({ members, writes, address }: Entry, v: { [context: string]: string }): boolean {
  const token = v[address.context.name];
  return members.every(({ slot }) =>
    writes.get(slot)?.some((write) => distance(token, write.v) >= 0),
  );
}
