/** All pages, by their names. */

import type { Component } from "vue";
import type { PageName } from "../../stage/protocol";
import Authors from "./Authors.vue";
import AwaitedAuthors from "./AwaitedAuthors.vue";
import Caller from "./Caller.vue";
import Chat from "./Chat.vue";
import Combined from "./Combined.vue";
import Compared from "./Compared.vue";
import Edited from "./Edited.vue";
import Equal from "./Equal.vue";
import Feed from "./Feed.vue";
import Given from "./Given.vue";
import Inherited from "./Inherited.vue";
import Keeping from "./Keeping.vue";
import Lost from "./Lost.vue";
import Ledger from "./Ledger.vue";
import Order from "./Order.vue";
import Own from "./Own.vue";
import Profile from "./Profile.vue";
import Provided from "./Provided.vue";
import Readers from "./Readers.vue";
import Rename from "./Rename.vue";
import Rows from "./Rows.vue";
import Scope from "./Scope.vue";
import Search from "./Search.vue";
import Session from "./Session.vue";
import Shared from "./Shared.vue";
import Status from "./Status.vue";
import Suspended from "./Suspended.vue";
import Talk from "./Talk.vue";
import Upload from "./Upload.vue";

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
  // Pages that only Vue has.
  equal: Equal,
  given: Given,
  scope: Scope,
  shared: Shared,
  inherited: Inherited,
  authors: AwaitedAuthors,
} satisfies { readonly [Name in PageName]: Component } & { readonly [own: string]: Component };
