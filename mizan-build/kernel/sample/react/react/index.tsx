// The hooks as they run. Editors see the declarations in `react.d.ts`.

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

/** Gives another client to the hooks below it: on a server, in a test, for another address. */
export const Mizan = /* @__PURE__ */ kernel.clientProvider(createMizan);

/** Catches the errors that hooks below it throw; its `fallback` can retry. */
export const MizanBoundary = /* @__PURE__ */ kernel.errorBoundary(mizan);

/** The client itself, for calls outside of hooks. */
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
