/** All pages, by their names. */

import type { ComponentType } from "react";
import type { PageName, Pages } from "../../stage/protocol";
import { Caller, Rename, Session, Talk, Upload } from "./calls";
import { Compared } from "./compared";
import { Edited } from "./edited";
import { Order } from "./forms";
import { Ledger } from "./ledger";
import { Authors, Search } from "./lists";
import { Keeping, Own, Readers, Rows, SomeProfile, Status } from "./reads";
import { Combined, Lost, Provided } from "./providers";
import { Chat, Feed } from "./sockets";
import { Suspended } from "./suspended";

export const pages: { readonly [Name in PageName]: ComponentType<Pages[Name]> } = {
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
};
