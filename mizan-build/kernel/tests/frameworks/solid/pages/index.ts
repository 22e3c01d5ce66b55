/** All pages, by their names. */

import type { Component } from "solid-js";
import type { PageName, Pages } from "../../stage/protocol";
import { Caller, Rename, Session, Talk, Upload } from "./calls";
import { Compared } from "./compared";
import { Edited } from "./edited";
import { Order } from "./forms";
import { Ledger } from "./ledger";
import { Authors, Search } from "./lists";
import { Both, Changing, Mixed, Parts, Root, SuspendedAuthors } from "./own";
import { Combined, Lost, Provided } from "./providers";
import { Keeping, Own, Readers, Rows, SomeProfile, Status } from "./reads";
import { Chat, Feed } from "./sockets";
import { Suspended } from "./suspended";

export const pages = {
  profile: SomeProfile,
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
  // Pages that only Solid has.
  both: Both,
  mixed: Mixed,
  parts: Parts,
  root: Root,
  transition: Changing,
  authors: SuspendedAuthors,
} satisfies { readonly [Name in PageName]: Component<Pages[Name]> } & {
  readonly [own: string]: Component<never>;
};
