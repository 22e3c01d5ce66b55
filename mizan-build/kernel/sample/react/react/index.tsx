// The hooks as they run. An editor sees them as `react.d.ts` declares them.

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
} from "../client";
import * as kernel from "../kernel/react";
import type { Prefetch } from "../react";

/** Gives another client to everything below it: for servers, tests, another address. */
export const Mizan = /* @__PURE__ */ kernel.clientProvider(createMizan);

/** Catches what the hooks below it throw; its `fallback` may try again. */
export const MizanBoundary = /* @__PURE__ */ kernel.errorBoundary(mizan);

/** The client itself, for what hooks cannot say. */
export const useMizan = /* @__PURE__ */ kernel.clientHook(mizan);

export const conversationInWorkspaceHook = /* @__PURE__ */ kernel.contextHook(
  mizan,
  conversationInWorkspaceContext,
);
export const conversationInWorkspaceProvider = /* @__PURE__ */ kernel.contextProvider(
  conversationInWorkspaceContext,
);
export const conversationMessagesSinceTheLastVisitHook = /* @__PURE__ */ kernel.memberHook(
  mizan,
  conversationInWorkspaceContext,
  "conversationMessagesSinceTheLastVisit",
);
export const feedHook = /* @__PURE__ */ kernel.contextHook(mizan, feedContext);
export const feedEntriesHook = /* @__PURE__ */ kernel.memberHook(mizan, feedContext, "feedEntries");
export const userHook = /* @__PURE__ */ kernel.contextHook(mizan, userContext);
export const userProvider = /* @__PURE__ */ kernel.contextProvider(userContext);
export const userOrdersHook = /* @__PURE__ */ kernel.memberHook(mizan, userContext, "userOrders");
export const userProfileHook = /* @__PURE__ */ kernel.memberHook(mizan, userContext, "userProfile");
export const deleteHook = /* @__PURE__ */ kernel.functionHook(mizan, deleteFunction);
export const echoEverythingHook = /* @__PURE__ */ kernel.functionHook(
  mizan,
  echoEverythingFunction,
);
export const logOutHook = /* @__PURE__ */ kernel.functionHook(mizan, logOutFunction);
export const renameUserHook = /* @__PURE__ */ kernel.functionHook(mizan, renameUserFunction);
export const setAvatarHook = /* @__PURE__ */ kernel.functionHook(mizan, setAvatarFunction);
export const transferConversationBetweenWorkspacesHook = /* @__PURE__ */ kernel.functionHook(
  mizan,
  transferConversationBetweenWorkspacesFunction,
);
export const uploadPhotosHook = /* @__PURE__ */ kernel.functionHook(mizan, uploadPhotosFunction);

/** Starts reading, before a component asks. */
export const prefetch: Prefetch = {
  conversationInWorkspace: (params) => mizan().conversationInWorkspace(params).prefetch(),
  feed: () => mizan().feed().prefetch(),
  user: (params) => mizan().user(params).prefetch(),
};
