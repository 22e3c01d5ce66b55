/** The React adapter: the functions that make the generated hooks and components. */

import type {} from "./requires";

export { errorBoundary, type BoundaryProps } from "./boundary";
export { channelHook, type ChannelHook } from "./channel";
export { clientProvider } from "./client";
export { contextCombiner } from "./combine";
export {
  clientHook,
  contextHook,
  contextProvider,
  functionHook,
  memberHook,
  type ReadHook,
  type ReadOptions,
  type SuspenseView,
} from "./hooks";
export { editableHook, type EditableHook, type SuspenseEditable } from "./editing";
export { formHook, type FormHook, type FormView, type InputProps } from "./form";
export { liveHook } from "./live";
export { pagedHook, type PagedHook, type SuspenseListView } from "./paging";
export { streamHook } from "./stream";
