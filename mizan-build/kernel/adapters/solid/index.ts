/** The Solid adapter: the functions that make the generated primitives and components. */

import type {} from "./requires";

export { channelHook, type ChannelHook } from "./channel";
export { contextCombiner } from "./combine";
export { clientHook, clientProvider, contextProvider } from "./context";
export {
  contextHook,
  functionHook,
  memberHook,
  type ReadHook,
  type ReadOptions,
  type SuspenseView,
} from "./hooks";
export { editableHook, type EditableHook } from "./editing";
export { formHook, type FormView, type InputProps } from "./form";
export { liveHook } from "./live";
export { pagedHook, type PagedHook, type SuspenseListView } from "./paging";
export { streamHook } from "./stream";
