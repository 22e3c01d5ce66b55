// Written by mizan-build from src/lib.rs. Changes made here are lost.

export { createMizan, mizan, type Drafts, type MizanClient } from "./client";
export type {
  AddEntryArgs,
  FeedData,
  GlobalData,
  PingArgs,
  RenameUserArgs,
  SetBioArgs,
  UploadAvatarArgs,
  UserData,
  UserParams,
} from "./client";
export { MizanError, dehydrate, hydrate } from "./kernel";
export type { Action, Failure, View } from "./kernel";
export * from "./react";
export type * from "./types";
