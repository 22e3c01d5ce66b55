/** The kernel's face to the generated client and to adapters. */

export { createAction, type Action, type ActionState } from "./action";
export type { View } from "./entry";
export { MizanError, type ErrorCode, type Failure } from "./error";
export { dehydrate, hydrate, type Dehydrated } from "./hydration";
export { Kernel, type DraftOf, type KernelOptions } from "./kernel";
export type { CallOptions } from "./mutation";
export { NOTHING, Observer, type Observable } from "./observer";
export { bare, bigint, byTag, type Shape } from "./shape";
export type { Source } from "./source";
export type { AnyContext, ContextSpec, FunctionSpec, KindsOf, OwnOf } from "./spec";
export { Tokens, type TokenOptions } from "./tokens";
export type * from "./transport";
export { upload, type Upload } from "./upload";
