export { createMizan, mizan } from "./client";
export type {
  ConversationInWorkspaceData,
  ConversationInWorkspaceParams,
  ConversationMessagesSinceTheLastVisitParams,
  DeleteArgs,
  Drafts,
  EchoEverythingArgs,
  FeedData,
  FeedEntriesParams,
  FeedParams,
  LogOutArgs,
  MizanClient,
  RenameUserArgs,
  SetAvatarArgs,
  TransferConversationBetweenWorkspacesArgs,
  UploadPhotosArgs,
  UserData,
  UserOrdersParams,
  UserParams,
} from "./client";
export { MizanError, dehydrate, hydrate } from "./kernel";
export type { Action as MizanAction, Failure as MizanFailure, View as MizanView } from "./kernel";
export * from "./react";
export type * from "./types";
