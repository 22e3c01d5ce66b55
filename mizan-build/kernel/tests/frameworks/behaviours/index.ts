/** All behaviours, in the order of their subjects. */

import type { Behaviours } from "./behaviour";
import { calls } from "./calls";
import { edits } from "./edits";
import { forms } from "./forms";
import { lists } from "./lists";
import { providers } from "./providers";
import { reads } from "./reads";
import { rendered } from "./rendered";
import { renders } from "./renders";
import { server } from "./server";
import { sockets } from "./sockets";
import { suspense } from "./suspense";

export const behaviours: Behaviours = {
  ...reads,
  ...renders,
  ...providers,
  ...suspense,
  ...calls,
  ...forms,
  ...edits,
  ...lists,
  ...sockets,
  ...server,
  ...rendered,
};
