/** Further pages of a list: read where the pages that are shown end, and landed behind them. */

import { refresh, startRead } from "../reads/read";
import type { Core } from "../store/core";
import type { Entry } from "../store/entry";
import { distance } from "../store/order";
import { addNames, index } from "../store/names";
import { noteSeen } from "../store/seen";
import { KEPT, forgive, landWrite } from "../store/writes";
import { toText } from "../wire/canonical";
import { MizanError } from "../wire/error";
import type { Bundle } from "../wire/transport";
import { nextOf, type Paging } from "./pages";

/** The most pages that one request asks for, as many as a server answers unless it is told. */
export const MOST = 100;

/** The pages that an entry holds. */
export function pagesOf({ base, members }: Entry): readonly unknown[] {
  return (base[members[0]!.slot] ?? []) as unknown[];
}

/** Sets the number of pages. The entry is found by its parameters, of which it is one. */
export function want(core: Core, entry: Entry, pages: number): void {
  const { extent, names, address } = entry;
  // The server pushes as many pages as the subscription names.
  const isLive = entry.unlink;
  entry.unlink?.();
  const { params } = address;
  extent!.wanted = pages;
  index(core, entry, false);
  names.delete(`$pages=${String(params["$pages"])}`);
  Object.assign(params, { $pages: Math.min(pages, MOST) });
  addNames(core, entry, params);
  if (isLive) entry.unlink = address.context.live?.(core, entry);
}

/** Reads the pages that are wanted and not there, unless another read comes first. */
export function readOn(core: Core, entry: Entry, spec: Paging): void {
  const pages = pagesOf(entry);
  const missing = entry.extent!.wanted - pages.length;
  const next = pages[0] && nextOf(spec, pages);
  if (!entry.active || entry.due || entry.reads.size || missing <= 0 || next === undefined) return;
  const params = { ...spec.at(next), $pages: Math.min(missing, MOST) };
  void startRead(core, entry, "more", params, (...answer) => land(spec, next, ...answer));
}

/** Lands the pages behind `next`; pages that end elsewhere by now are left as they are. */
function land(
  spec: Paging,
  next: unknown,
  core: Core,
  entry: Entry,
  sentAt: number,
  body: string | Bundle,
): void {
  const bundle = typeof body === "string" ? (JSON.parse(body) as Bundle) : body;
  const { $v: v, $errors } = bundle;
  const member = entry.members[0]!;
  const { slot, name } = member;
  if ($errors?.[name]) throw new MizanError($errors[name]);
  const at = core.clock.tick("landed", entry.key);
  noteSeen(core, entry.address.context.name, v);
  const ends = (pages: unknown[]) => toText(nextOf(spec, pages)) === toText(next);
  const fresh = bundle[name] as unknown[];
  const add = (pages: unknown) =>
    ends(pages as unknown[]) ? [...(pages as unknown[]), ...fresh] : pages;
  // A change between the two reads may have moved elements over the offset where they meet.
  const isMoved = !spec.next && entry.writes.get(slot)!.every((write) => distance(write.v, v) > 0);
  const { length } = pagesOf(entry);
  const landing = landWrite(entry, member, { add, v, sentAt, at, isRead: true });
  entry.text = entry.h = undefined;
  entry.isDirty = true;
  core.changed.add(entry);
  if (isMoved) entry.invalidatedAt = at;
  // A server that answers a later read with an older state must not be asked for ever.
  const isVain = landing === KEPT || !fresh.length;
  if (isVain && pagesOf(entry).length === length) want(core, entry, length);
  forgive(entry, "", sentAt);
  refresh(core, entry);
}
