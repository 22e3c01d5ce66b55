/** The Vue adapter: the functions that make the generated composables and components. */

import type {} from "./requires";

export { channelHook, type ChannelHook } from "./channel";
export { contextCombiner } from "./combine";
export { clientHook, clientPlugin, contextProvider, paramsProvider, type Given } from "./context";
export {
  contextHook,
  functionHook,
  memberHook,
  type ReactiveAction,
  type ReadHook,
  type ReadOptions,
  type ReadRefs,
  type Refs,
  type WithData,
} from "./hooks";
export { editableHook, type EditableHook, type EditableRefs } from "./editing";
export { formHook, type FormView, type InputProps } from "./form";
export { liveHook } from "./live";
export { pagedHook, type ListRefs, type PagedHook } from "./paging";
export { streamHook } from "./stream";
