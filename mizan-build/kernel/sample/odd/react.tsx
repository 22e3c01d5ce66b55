import {
  conversationInWorkspaceContext,
  createMizan,
  deleteFunction,
  echoEverythingFunction,
  feedContext,
  logOutFunction,
  mizan,
  renameUserFunction,
  setAvatarFunction,
  transferConversationBetweenWorkspacesFunction,
  uploadPhotosFunction,
  userContext,
  type ConversationInWorkspaceParams,
  type UserParams,
} from "./client";
import {
  clientHook,
  clientProvider,
  contextHook,
  contextProvider,
  errorBoundary,
  functionHook,
  memberHook,
} from "./kernel/react";

/** Gives another client to everything below it: for servers, tests, another address. */
export const Mizan = /* @__PURE__ */ clientProvider(createMizan);

/** Catches what the hooks below it throw; its `fallback` may try again. */
export const MizanBoundary = /* @__PURE__ */ errorBoundary(mizan);

/** The client itself, for what hooks cannot say. */
export const useMizan = /* @__PURE__ */ clientHook(mizan);

/** Reads `conversationMessagesSinceTheLastVisit`. */
export const useConversationInWorkspace = /* @__PURE__ */ contextHook(
  mizan,
  conversationInWorkspaceContext,
);

/**
 * Gives `workspaceId`, `conversationId` and `memberId` to every hook of `conversationInWorkspace` below it.
 */
export const ConversationInWorkspaceContext = /* @__PURE__ */ contextProvider(
  conversationInWorkspaceContext,
);

/**
 * Renders again only when `conversationMessagesSinceTheLastVisit` of `conversationInWorkspace`
 * changes. Giving `page` reads it alone.
 */
export const useConversationMessagesSinceTheLastVisit = /* @__PURE__ */ memberHook(
  mizan,
  conversationInWorkspaceContext,
  "conversationMessagesSinceTheLastVisit",
);

/** Reads `feedEntries`. */
export const useFeed = /* @__PURE__ */ contextHook(mizan, feedContext);

/**
 * @deprecated read less Renders again only when `feedEntries` of `feed` changes. Giving `page`
 * reads it alone.
 */
export const useFeedEntries = /* @__PURE__ */ memberHook(mizan, feedContext, "feedEntries");

/** What a profile page shows. One request reads `userOrders` and `userProfile`. */
export const useUser = /* @__PURE__ */ contextHook(mizan, userContext);

/** Gives `userId` to every hook of `user` below it. */
export const UserContext = /* @__PURE__ */ contextProvider(userContext);

/**
 * Renders again only when `userOrders` of `user` changes. Giving `page` and `class` reads it
 * alone.
 */
export const useUserOrders = /* @__PURE__ */ memberHook(mizan, userContext, "userOrders");

/** One profile. Renders again only when `userProfile` of `user` changes. */
export const useUserProfile = /* @__PURE__ */ memberHook(mizan, userContext, "userProfile");

/** Affects `user`. */
export const useDelete = /* @__PURE__ */ functionHook(mizan, deleteFunction);

export const useEchoEverything = /* @__PURE__ */ functionHook(mizan, echoEverythingFunction);

export const useLogOut = /* @__PURE__ */ functionHook(mizan, logOutFunction);

/** Affects `user` and `feed`. */
export const useRenameUser = /* @__PURE__ */ functionHook(mizan, renameUserFunction);

export const useSetAvatar = /* @__PURE__ */ functionHook(mizan, setAvatarFunction);

export const useTransferConversationBetweenWorkspaces = /* @__PURE__ */ functionHook(
  mizan,
  transferConversationBetweenWorkspacesFunction,
);

/** Affects `user`. */
export const useUploadPhotos = /* @__PURE__ */ functionHook(mizan, uploadPhotosFunction);

/** Starts reading, before a component asks. */
export const prefetch = {
  conversationInWorkspace: (params: ConversationInWorkspaceParams) =>
    mizan().conversationInWorkspace(params).prefetch(),
  feed: () => mizan().feed().prefetch(),
  user: (params: UserParams) => mizan().user(params).prefetch(),
};
