/** The parts of the kernel that generated clients and adapters use. */

export { dehydrate, hydrate, type Dehydrated } from "./hydration";
export { Kernel, type KernelOptions } from "./kernel";
export { createAction, type Action, type ActionState, type ActionStore } from "./mutations/action";
export { call, type CallOptions } from "./mutations/call";
export { openRoom } from "./channels/room";
export type { ChannelSpec, Room, RoomState, RoomStatus, Send } from "./channels/spec";
export {
  anything,
  bigInteger,
  boolean,
  flat,
  integer,
  list,
  map,
  nothing,
  number,
  object,
  optional,
  remote,
  text,
  there,
} from "./forms/fields";
export { createForm, type Remote } from "./forms/form";
export {
  inputOf,
  openForm,
  setFrom,
  type FormOptions,
  type InputField,
  type InputState,
} from "./forms/input";
export type { PathsOf, ValueAt } from "./forms/paths";
export {
  contains,
  email,
  length,
  matches,
  oneOf,
  pattern,
  prefix,
  range,
  required,
  suffix,
  url,
  utf16,
} from "./forms/rules";
export type { FieldState, FormState, FormStore, Row, Rows } from "./forms/state";
export {
  adjacentChoice,
  choice,
  externalChoice,
  form,
  untaggedChoice,
  type FieldTexts,
  type Form,
  type FormTexts,
} from "./forms/schema";
export { newKey, openEditable, type Editable, type EditableView } from "./edits/editable";
export type { Conflict } from "./edits/conflict";
export { type EditOptions, type EditSpec, type EditState, type Recipe } from "./edits/editor";
export type { RowsSpec } from "./edits/changes";
export { live } from "./live/live";
export { overSocket } from "./live/over-socket";
export { socketUpload } from "./live/socket-upload";
export { liveStatus, type LiveState } from "./live/status";
export type { LiveStatus } from "./live/connection";
export {
  arrivalOf,
  endArrivals,
  forgetArrivals,
  type Arrival,
  type Arriving,
} from "./observe/arrival";
export { IDLE, createObserver, type Observable, type Observer } from "./observe/observer";
export { namesOfParams, paramsOf } from "./observe/params";
export { withPrevious } from "./observe/previous";
export type { Source, SourceOptions } from "./observe/source";
export type { FreshnessOptions } from "./reads/freshness";
export { openTogether, type OfContext, type ParamsOfAll } from "./reads/together";
export { copyOf } from "./share/copy";
export { bigint, withoutPrototype, type Decoder } from "./share/decoder";
export { byTag } from "./share/structural";
export type { AnyContext, ContextSpec, FunctionSpec, KindsOf, OwnOf } from "./spec";
export { keyOf } from "./store/address";
export { keepEqual, type View } from "./store/entry";
export {
  openList,
  pagedMethod,
  type ItemOf,
  type List,
  type ListView,
  type PagedDraft,
  type PagedMethod,
} from "./paging/list";
export type { PageSpec } from "./paging/pages";
export { createStreamAction, type StreamAction, type StreamState } from "./streams/action";
export { openStream, type Stream, type StreamOptions, type StreamSpec } from "./streams/stream";
export type { KernelEvents } from "./store/events";
export { MizanError, type ErrorCode, type Failure } from "./wire/error";
export { Tokens, type TokenOptions } from "./wire/tokens";
export type * from "./wire/transport";
export { upload, type Upload } from "./wire/upload";
