/** The drafts that an optimistic change writes to, found by the names of the client. */

import { hasOwn } from "../share/structural";
import { absent } from "../store/absent";
import { addressOf, keyOf } from "../store/address";
import type { Core, Reach } from "../store/core";

/**
 * `view.user({ userId })` is the draft of an instance, `view.userOrders({ userId, page })` that of a
 * member, and `view.feedEntries.infinite({})` that of the pages of a list. They are looked up among the
 * contexts in use, so that a bundle holds no others.
 */
export function draftsOf(core: Core, reach: Reach): unknown {
  const contexts = new Set([...core.entries.values()].map(({ address }) => address.context));
  const find = (name: string, params: never) => {
    for (const context of contexts) {
      const own = context.members[name]?.own;
      if (!own && (context.alias ?? context.name) !== name) continue;
      const draft = reach(keyOf(addressOf(context, params, own && name)));
      return draft && own ? draft[name] : (draft ?? absent);
    }
    reach("");
    return absent;
  };
  const findList = (name: string, params: never) => {
    for (const { members, listKey } of contexts) {
      if (listKey && hasOwn(members, name)) return reach(listKey(params))?.[name] ?? absent;
    }
    reach("");
    return absent;
  };
  const get = (_drafts: object, name: string) =>
    Object.assign((params: object = {}) => find(name, params as never), {
      infinite: (params: object = {}) => findList(name, params as never),
    });
  return new Proxy({}, { get });
}
