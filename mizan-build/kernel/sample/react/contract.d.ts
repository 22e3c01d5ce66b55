// What the backend and its clients agree on: parameters, data, arguments, and the client itself.

import type { CallOptions, Kernel, Source } from "./kernel";
import type * as types from "./types";

/** What tells the instances of `conversationInWorkspace` apart. */
export interface ConversationInWorkspaceParams {
  workspaceId: number;
  conversationId: string;
  memberId: number;
}

export interface ConversationInWorkspaceData {
  conversationMessagesSinceTheLastVisit: types.Order[];
}

/** The members' own parameters; giving one reads that member alone. */
export interface ConversationInWorkspaceOwn {
  conversationMessagesSinceTheLastVisit: { page?: number | null };
}

export type ConversationMessagesSinceTheLastVisitParams = ConversationInWorkspaceParams &
  ConversationInWorkspaceOwn["conversationMessagesSinceTheLastVisit"];

/** The errors that the members declare. */
export interface ConversationInWorkspaceFailures {
  conversationMessagesSinceTheLastVisit: types.PlanetFailure;
}

/** `feed` has one instance, and no parameters. */
export type FeedParams = {};

export interface FeedData {
  /** @deprecated read less */
  feedEntries: types.Order[];
}

/** The members' own parameters; giving one reads that member alone. */
export interface FeedOwn {
  feedEntries: { page?: number | null };
}

export type FeedEntriesParams = FeedParams & FeedOwn["feedEntries"];

/** What tells the instances of `user` apart. */
export interface UserParams {
  userId: number;
}

/** What a profile page shows. */
export interface UserData {
  userOrders: types.Order[];
  /** One profile. */
  userProfile: types.AppProfile;
}

/** The members' own parameters; giving one reads that member alone. */
export interface UserOwn {
  userOrders: { page?: number | null; class?: string | null };
}

export type UserOrdersParams = UserParams & UserOwn["userOrders"];

/** What `delete` is called with. */
export interface DeleteArgs {
  class: number;
}

/** What `echoEverything` is called with. */
export interface EchoEverythingArgs {
  pairs: [types.AdjacentInput, types.Flat, types.InternalInput, types.Line, types.OrderInput][];
}

/** `logOut` is called with nothing. */
export type LogOutArgs = {};

/** What `renameUser` is called with. */
export interface RenameUserArgs {
  userId: number;
  name: string;
}

/** What `setAvatar` is called with. */
export interface SetAvatarArgs {
  upload: Blob;
}

/** What `transferConversationBetweenWorkspaces` is called with. */
export interface TransferConversationBetweenWorkspacesArgs {
  sourceWorkspaceId: number;
  targetWorkspaceId: number;
  conversationId: number;
  requestedBy: number;
}

/** What `uploadPhotos` is called with. */
export interface UploadPhotosArgs {
  userId: number;
  class?: Blob | null;
  holidayPhotos: Blob[];
}

/** Drafts of what is shown, for optimistic changes. */
export interface Drafts {
  conversationInWorkspace(params: ConversationInWorkspaceParams): ConversationInWorkspaceData;
  conversationMessagesSinceTheLastVisit(
    params: ConversationMessagesSinceTheLastVisitParams,
  ): types.Order[];
  feed(): FeedData;
  feedEntries(params: FeedEntriesParams): types.Order[];
  user(params: UserParams): UserData;
  userOrders(params: UserOrdersParams): types.Order[];
}

/** A client with every context and function of the application on it. */
export interface MizanClient extends Kernel<Drafts> {
  conversationInWorkspace(
    params: ConversationInWorkspaceParams,
  ): Source<
    ConversationInWorkspaceData,
    ConversationInWorkspaceFailures[keyof ConversationInWorkspaceFailures]
  >;
  conversationMessagesSinceTheLastVisit(
    params: ConversationMessagesSinceTheLastVisitParams,
  ): Source<types.Order[], types.PlanetFailure>;
  feed(): Source<FeedData>;
  /** @deprecated read less */
  feedEntries(params?: FeedEntriesParams): Source<types.Order[]>;
  /** What a profile page shows. */
  user(params: UserParams): Source<UserData>;
  userOrders(params: UserOrdersParams): Source<types.Order[]>;
  /** One profile. */
  userProfile(params: UserParams): Source<types.AppProfile>;
  delete(args: DeleteArgs, options?: CallOptions<Drafts, DeleteArgs>): Promise<null>;
  echoEverything(
    args: EchoEverythingArgs,
    options?: CallOptions<Drafts, EchoEverythingArgs>,
  ): Promise<
    [
      types.Adjacent,
      types.Flat,
      types.Internal,
      types.Line,
      types.Order,
      types.Planet,
      types.AppProfile,
      types.Promise,
      types.Shape,
      types.Untagged,
      types.AdminProfile,
    ]
  >;
  logOut(options?: CallOptions<Drafts, LogOutArgs>): Promise<null>;
  renameUser(args: RenameUserArgs, options?: CallOptions<Drafts, RenameUserArgs>): Promise<null>;
  setAvatar(args: SetAvatarArgs, options?: CallOptions<Drafts, SetAvatarArgs>): Promise<null>;
  transferConversationBetweenWorkspaces(
    args: TransferConversationBetweenWorkspacesArgs,
    options?: CallOptions<Drafts, TransferConversationBetweenWorkspacesArgs>,
  ): Promise<null>;
  uploadPhotos(
    args: UploadPhotosArgs,
    options?: CallOptions<Drafts, UploadPhotosArgs>,
  ): Promise<null>;
}

//# sourceMappingURL=contract.d.ts.map
