/** The Svelte adapter: the functions that make the generated functions and components. */

import type {} from "./requires";

export { channelHook, type ChannelHook } from "./channel";
export { contextCombiner } from "./combine";
export {
  clientHook,
  contextProvider,
  paramsSetter,
  setClient,
  type Given,
  type ProviderOf,
} from "./context";
export {
  contextHook,
  functionHook,
  memberHook,
  type AwaitedView,
  type ReadHook,
  type ReadOptions,
} from "./hooks";
export { editableHook, type EditableHook } from "./editing";
export { formHook, type FormView, type InputProps } from "./form";
export { liveHook } from "./live";
export { pagedHook, type AwaitedListView, type PagedHook } from "./paging";
export { streamHook } from "./stream";
