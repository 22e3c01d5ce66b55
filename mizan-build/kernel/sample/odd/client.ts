import {
  Kernel,
  type CallOptions,
  type ContextSpec,
  type DraftOf,
  type FunctionSpec,
  type KernelOptions,
  type Shape,
  upload as asUpload,
} from "./kernel";
import type * as types from "./types";

const lineShape: Shape = { key: "sku" };
const orderShape: Shape = {
  key: "id",
  fields: {
    lines: { item: lineShape },
    get replaces() {
      return orderShape;
    },
  },
};

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

export const conversationInWorkspaceContext: ContextSpec<
  ConversationInWorkspaceParams,
  ConversationInWorkspaceData,
  ConversationInWorkspaceOwn,
  ConversationInWorkspaceFailures
> = {
  name: "conversation_in_workspace",
  params: ({ workspaceId, conversationId, memberId }) => ({
    workspace_id: workspaceId,
    conversation_id: conversationId,
    member_id: memberId,
  }),
  members: {
    conversationMessagesSinceTheLastVisit: {
      name: "conversation_messages_since_the_last_visit",
      shape: { item: orderShape },
      own: ({ page }) => ({ page }),
    },
  },
};

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

export const feedContext: ContextSpec<FeedParams, FeedData, FeedOwn> = {
  name: "feed",
  params: () => ({}),
  members: {
    feedEntries: {
      name: "feed_entries",
      shape: { item: orderShape },
      own: ({ page }) => ({ page }),
    },
  },
};

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

export const userContext: ContextSpec<UserParams, UserData, UserOwn> = {
  name: "user",
  params: ({ userId }) => ({ user_id: userId }),
  members: {
    userOrders: {
      name: "user_orders",
      shape: { item: orderShape },
      own: (args) => ({ page: args.page, class: args.class }),
    },
    userProfile: { name: "user_profile" },
  },
};

/** What `delete` is called with. */
export interface DeleteArgs {
  class: number;
}

export const deleteFunction: FunctionSpec<DeleteArgs, null> = {
  name: "delete",
  args: (args) => ({ class: args.class }),
  affects: ["user"],
};

/** What `echoEverything` is called with. */
export interface EchoEverythingArgs {
  pairs: [types.AdjacentInput, types.Flat, types.InternalInput, types.Line, types.OrderInput][];
}

export const echoEverythingFunction: FunctionSpec<
  EchoEverythingArgs,
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
> = {
  name: "echo_everything",
  args: ({ pairs }) => ({ pairs }),
  shape: { fields: { 4: orderShape } },
};

/** `logOut` is called with nothing. */
export type LogOutArgs = {};

export const logOutFunction: FunctionSpec<LogOutArgs, null> = {
  name: "log_out",
  args: () => ({}),
};

/** What `renameUser` is called with. */
export interface RenameUserArgs {
  userId: number;
  name: string;
}

export const renameUserFunction: FunctionSpec<RenameUserArgs, null> = {
  name: "rename_user",
  args: ({ userId, name }) => ({ user_id: userId, name }),
  affects: ["user", "feed"],
};

/** What `setAvatar` is called with. */
export interface SetAvatarArgs {
  upload: Blob;
}

export const setAvatarFunction: FunctionSpec<SetAvatarArgs, null> = {
  name: "set_avatar",
  args: () => ({}),
  files: ({ upload }) => asUpload({ upload }),
};

/** What `transferConversationBetweenWorkspaces` is called with. */
export interface TransferConversationBetweenWorkspacesArgs {
  sourceWorkspaceId: number;
  targetWorkspaceId: number;
  conversationId: number;
  requestedBy: number;
}

export const transferConversationBetweenWorkspacesFunction: FunctionSpec<
  TransferConversationBetweenWorkspacesArgs,
  null,
  types.PlanetFailure
> = {
  name: "transfer_conversation_between_workspaces",
  args: ({ sourceWorkspaceId, targetWorkspaceId, conversationId, requestedBy }) => ({
    source_workspace_id: sourceWorkspaceId,
    target_workspace_id: targetWorkspaceId,
    conversation_id: conversationId,
    requested_by: requestedBy,
  }),
};

/** What `uploadPhotos` is called with. */
export interface UploadPhotosArgs {
  userId: number;
  class?: Blob | null;
  holidayPhotos: Blob[];
}

export const uploadPhotosFunction: FunctionSpec<UploadPhotosArgs, null> = {
  name: "upload_photos",
  args: ({ userId }) => ({ user_id: userId }),
  files: (args) => asUpload({ class: args.class, holiday_photos: args.holidayPhotos }),
  affects: ["user"],
};

/** Drafts of what is shown, for optimistic changes. */
const drafts = (draft: DraftOf) => ({
  conversationInWorkspace: (params: ConversationInWorkspaceParams): ConversationInWorkspaceData =>
    draft(conversationInWorkspaceContext, conversationInWorkspaceContext.params(params)),
  conversationMessagesSinceTheLastVisit: (
    params: ConversationMessagesSinceTheLastVisitParams,
  ): types.Order[] =>
    draft(
      conversationInWorkspaceContext,
      { ...conversationInWorkspaceContext.params(params), page: params.page },
      "conversationMessagesSinceTheLastVisit",
    ),
  feed: (): FeedData => draft(feedContext, {}),
  feedEntries: (params: FeedEntriesParams): types.Order[] =>
    draft(feedContext, { ...feedContext.params(params), page: params.page }, "feedEntries"),
  user: (params: UserParams): UserData => draft(userContext, userContext.params(params)),
  userOrders: (params: UserOrdersParams): types.Order[] =>
    draft(
      userContext,
      { ...userContext.params(params), page: params.page, class: params.class },
      "userOrders",
    ),
});

export type Drafts = ReturnType<typeof drafts>;

/** A client of its own: for a server, for a test, for another address. */
export function createMizan(options: KernelOptions = {}) {
  const kernel = new Kernel(options, drafts);
  return Object.assign(kernel, {
    conversationInWorkspace: (params: ConversationInWorkspaceParams) =>
      kernel.$context(conversationInWorkspaceContext, params),
    conversationMessagesSinceTheLastVisit: (params: ConversationMessagesSinceTheLastVisitParams) =>
      kernel.$member(
        conversationInWorkspaceContext,
        "conversationMessagesSinceTheLastVisit",
        params,
      ),
    feed: () => kernel.$context(feedContext, {}),
    /** @deprecated read less */
    feedEntries: (params: FeedEntriesParams = {}) =>
      kernel.$member(feedContext, "feedEntries", params),
    /** What a profile page shows. */
    user: (params: UserParams) => kernel.$context(userContext, params),
    userOrders: (params: UserOrdersParams) => kernel.$member(userContext, "userOrders", params),
    /** One profile. */
    userProfile: (params: UserParams) => kernel.$member(userContext, "userProfile", params),
    delete: (args: DeleteArgs, options?: CallOptions<Drafts, DeleteArgs>) =>
      kernel.$call(deleteFunction, args, options),
    echoEverything: (args: EchoEverythingArgs, options?: CallOptions<Drafts, EchoEverythingArgs>) =>
      kernel.$call(echoEverythingFunction, args, options),
    logOut: (options?: CallOptions<Drafts, LogOutArgs>) =>
      kernel.$call(logOutFunction, {}, options),
    renameUser: (args: RenameUserArgs, options?: CallOptions<Drafts, RenameUserArgs>) =>
      kernel.$call(renameUserFunction, args, options),
    setAvatar: (args: SetAvatarArgs, options?: CallOptions<Drafts, SetAvatarArgs>) =>
      kernel.$call(setAvatarFunction, args, options),
    transferConversationBetweenWorkspaces: (
      args: TransferConversationBetweenWorkspacesArgs,
      options?: CallOptions<Drafts, TransferConversationBetweenWorkspacesArgs>,
    ) => kernel.$call(transferConversationBetweenWorkspacesFunction, args, options),
    uploadPhotos: (args: UploadPhotosArgs, options?: CallOptions<Drafts, UploadPhotosArgs>) =>
      kernel.$call(uploadPhotosFunction, args, options),
  });
}

/** A client with every context and function of the application on it. */
export type MizanClient = ReturnType<typeof createMizan>;

let browserClient: MizanClient | undefined;

/** The browser's own client. A server has one for each request, made with `createMizan`. */
export function mizan(): MizanClient {
  if (typeof document === "undefined") {
    throw new Error("On a server give each request a client: <Mizan client={createMizan(…)}>.");
  }
  if (!browserClient) {
    browserClient = createMizan();
    // For a person at the browser's console: `mizan.$debug()`.
    Object.assign(globalThis, { mizan: browserClient });
  }
  return browserClient;
}
