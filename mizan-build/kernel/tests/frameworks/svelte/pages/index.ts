/** All pages, by their names. */

import type { Component } from "svelte";
import type { PageName, Pages } from "../../stage/protocol";
import Authors from "./Authors.svelte";
import AwaitedAuthors from "./AwaitedAuthors.svelte";
import Caller from "./Caller.svelte";
import Chat from "./Chat.svelte";
import Combined from "./Combined.svelte";
import Compared from "./Compared.svelte";
import Content from "./Content.svelte";
import Deferred from "./Deferred.svelte";
import Edited from "./Edited.svelte";
import Equal from "./Equal.svelte";
import Feed from "./Feed.svelte";
import Fields from "./Fields.svelte";
import Given from "./Given.svelte";
import Inherited from "./Inherited.svelte";
import Keeping from "./Keeping.svelte";
import Lost from "./Lost.svelte";
import Module from "./Module.svelte";
import Ledger from "./Ledger.svelte";
import Order from "./Order.svelte";
import Own from "./Own.svelte";
import Profile from "./Profile.svelte";
import Provided from "./Provided.svelte";
import Readers from "./Readers.svelte";
import Rename from "./Rename.svelte";
import Rows from "./Rows.svelte";
import Search from "./Search.svelte";
import Session from "./Session.svelte";
import Shared from "./Shared.svelte";
import Status from "./Status.svelte";
import Suspended from "./Suspended.svelte";
import Talk from "./Talk.svelte";
import Upload from "./Upload.svelte";

export const pages = {
  profile: Profile,
  readers: Readers,
  compared: Compared,
  rows: Rows,
  status: Status,
  keeping: Keeping,
  search: Search,
  provided: Provided,
  combined: Combined,
  lost: Lost,
  rename: Rename,
  caller: Caller,
  suspended: Suspended,
  feed: Feed,
  pages: Authors,
  talk: Talk,
  chat: Chat,
  upload: Upload,
  order: Order,
  ledger: Ledger,
  session: Session,
  own: Own,
  edited: Edited,
  // Pages that only Svelte has.
  given: Given,
  root: Module,
  fields: Fields,
  shared: Shared,
  equal: Equal,
  deferred: Deferred,
  inherited: Inherited,
  authors: AwaitedAuthors,
  content: Content,
} satisfies Pick<{ readonly [Name in PageName]: Component<Pages[Name]> }, PageName> & {
  readonly [own: string]: unknown;
};
