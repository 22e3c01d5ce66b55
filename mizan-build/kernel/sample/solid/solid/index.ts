// The hooks as they run. Editors see the declarations in `solid.d.ts`.

import { browserKernel } from "../browser";
import { createMizan, mizan } from "../client";
import { basketForm } from "../forms";
import * as kernel from "../kernel/solid";
import type { Prefetch } from "../solid";
import {
  chatChannel,
  conversationInWorkspaceContext,
  deleteFunction,
  deskChannel,
  echoEverythingFunction,
  feedAuthorsPages,
  feedContext,
  feedRemarksPages,
  ledgerContext,
  ledgerEntriesEdits,
  logOutFunction,
  orderBasketFunction,
  renameUserFunction,
  saveLedgerEntriesFunction,
  searchContext,
  setAvatarFunction,
  talkFunction,
  transferConversationBetweenWorkspacesFunction,
  uploadPhotosFunction,
  userContext,
  watchFunction,
} from "../specs";

/** Gives another client to the components below it: on a server, in a test, for another address. */
export const Mizan = /* @__PURE__ */ kernel.clientProvider(createMizan);

/** Makes a provider of several contexts, which are named by their primitives: one request reads them all. */
export const combineContexts = /* @__PURE__ */ kernel.contextCombiner(browserKernel);

/** The client itself, for calls outside of primitives. */
export const useMizan = /* @__PURE__ */ kernel.clientHook(mizan);

/** The state of the socket, for a badge: `off`, `connecting`, `open` or `waiting`. */
export const useLive = /* @__PURE__ */ kernel.liveHook(mizan);

export const conversationInWorkspaceHook = /* @__PURE__ */ kernel.contextHook(
  browserKernel,
  conversationInWorkspaceContext,
);
export const conversationInWorkspaceProvider = /* @__PURE__ */ kernel.contextProvider(
  conversationInWorkspaceContext,
);
export const conversationMessagesSinceTheLastVisitHook = /* @__PURE__ */ kernel.memberHook(
  browserKernel,
  conversationInWorkspaceContext,
  "conversationMessagesSinceTheLastVisit",
);
export const feedHook = /* @__PURE__ */ kernel.contextHook(browserKernel, feedContext);
export const feedAuthorsHook = /* @__PURE__ */ kernel.pagedHook(
  browserKernel,
  feedContext,
  "feedAuthors",
  feedAuthorsPages,
);
export const feedEntriesHook = /* @__PURE__ */ kernel.memberHook(
  browserKernel,
  feedContext,
  "feedEntries",
);
export const feedRemarksHook = /* @__PURE__ */ kernel.pagedHook(
  browserKernel,
  feedContext,
  "feedRemarks",
  feedRemarksPages,
);
export const ledgerHook = /* @__PURE__ */ kernel.contextHook(browserKernel, ledgerContext);
export const ledgerProvider = /* @__PURE__ */ kernel.contextProvider(ledgerContext);
export const ledgerEntriesHook = /* @__PURE__ */ kernel.editableHook(
  browserKernel,
  ledgerContext,
  "ledgerEntries",
  ledgerEntriesEdits,
);
export const searchHook = /* @__PURE__ */ kernel.contextHook(browserKernel, searchContext);
export const searchProvider = /* @__PURE__ */ kernel.contextProvider(searchContext);
export const searchHitsHook = /* @__PURE__ */ kernel.memberHook(
  browserKernel,
  searchContext,
  "searchHits",
);
export const userHook = /* @__PURE__ */ kernel.contextHook(browserKernel, userContext);
export const userProvider = /* @__PURE__ */ kernel.contextProvider(userContext);
export const userOrdersHook = /* @__PURE__ */ kernel.memberHook(
  browserKernel,
  userContext,
  "userOrders",
);
export const userProfileHook = /* @__PURE__ */ kernel.memberHook(
  browserKernel,
  userContext,
  "userProfile",
);
export const deleteHook = /* @__PURE__ */ kernel.functionHook(browserKernel, deleteFunction);
export const echoEverythingHook = /* @__PURE__ */ kernel.functionHook(
  browserKernel,
  echoEverythingFunction,
);
export const logOutHook = /* @__PURE__ */ kernel.functionHook(browserKernel, logOutFunction);
export const orderBasketHook = /* @__PURE__ */ kernel.functionHook(
  browserKernel,
  orderBasketFunction,
);
export const orderBasketFormHook = /* @__PURE__ */ kernel.formHook(
  browserKernel,
  orderBasketFunction,
  "basket",
  "basket",
  basketForm,
);
export const renameUserHook = /* @__PURE__ */ kernel.functionHook(
  browserKernel,
  renameUserFunction,
);
export const saveLedgerEntriesHook = /* @__PURE__ */ kernel.functionHook(
  browserKernel,
  saveLedgerEntriesFunction,
);
export const setAvatarHook = /* @__PURE__ */ kernel.functionHook(browserKernel, setAvatarFunction);
export const talkHook = /* @__PURE__ */ kernel.streamHook(browserKernel, talkFunction);
export const transferConversationBetweenWorkspacesHook = /* @__PURE__ */ kernel.functionHook(
  browserKernel,
  transferConversationBetweenWorkspacesFunction,
);
export const uploadPhotosHook = /* @__PURE__ */ kernel.functionHook(
  browserKernel,
  uploadPhotosFunction,
);
export const watchHook = /* @__PURE__ */ kernel.streamHook(browserKernel, watchFunction);
export const chatHook = /* @__PURE__ */ kernel.channelHook(browserKernel, chatChannel);
export const deskHook = /* @__PURE__ */ kernel.channelHook(browserKernel, deskChannel);

/** Starts reading, before a component asks. */
export const prefetch: Prefetch = {
  conversationInWorkspace: (params, options) =>
    browserKernel().$context(conversationInWorkspaceContext, params).prefetch(options),
  feed: (options) => browserKernel().$context(feedContext, {}).prefetch(options),
  ledger: (params, options) => browserKernel().$context(ledgerContext, params).prefetch(options),
  search: (params, options) => browserKernel().$context(searchContext, params).prefetch(options),
  user: (params, options) => browserKernel().$context(userContext, params).prefetch(options),
};
