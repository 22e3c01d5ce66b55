/** The kernel's face to the generated client and to adapters. */

export type { Action, ActionState } from "./action";
export { PENDING, type View } from "./entry";
export { toJson } from "./canonical";
export { MizanError, type ErrorCode, type Failure } from "./error";
export { dehydrate, hydrate, type Dehydrated } from "./hydration";
export { Kernel, type DraftOf, type KernelOptions } from "./kernel";
export type { CallOptions } from "./mutation";
export { Observer, type Observable } from "./observer";
export { bigint, type Shape } from "./shape";
export type { Source } from "./source";
export type { AnyContext, ContextSpec, FunctionSpec, KindsOf, OwnOf } from "./spec";
export type * from "./transport";
export { upload, type Upload } from "./upload";
