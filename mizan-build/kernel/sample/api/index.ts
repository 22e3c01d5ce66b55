// Written by hand in the form of a generated client, with uploads, typed errors and big integers.

export { createMizan, mizan, type Drafts, type MizanClient } from "./client";
export type {
  AddEntryArgs,
  FeedData,
  GlobalData,
  PingArgs,
  RenameUserArgs,
  SearchData,
  SearchParams,
  SetBioArgs,
  UploadAvatarArgs,
  UserData,
  UserParams,
} from "./client";
export { MizanError, dehydrate, hydrate } from "./kernel";
export type { Action, Failure, View } from "./kernel";
export * from "./react";
export type * from "./types";
