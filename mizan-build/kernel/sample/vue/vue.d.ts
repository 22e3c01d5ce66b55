// The hooks as editors see them: their names lead to the Rust. `vue/index.ts` runs.

import type * as contract from "./contract";
import type { SourceOptions } from "./kernel";
import type * as hooks from "./vue/index";

export { combineContexts, mizanPlugin, prefetch, useLive, useMizan } from "./vue/index";

/** Reads `conversationMessagesSinceTheLastVisit`. */
export declare const conversationInWorkspaceHook: typeof hooks.conversationInWorkspaceHook;

/**
 * Gives `workspaceId`, `conversationId` and `memberId` to every composable of
 * `conversationInWorkspace` below it.
 */
export declare const conversationInWorkspaceProvider: typeof hooks.conversationInWorkspaceProvider;

/**
 * Gives `workspaceId`, `conversationId` and `memberId` to every composable of
 * `conversationInWorkspace` in the components below.
 */
export declare const conversationInWorkspaceParams: typeof hooks.conversationInWorkspaceParams;

/**
 * Changes only when `conversationMessagesSinceTheLastVisit` of `conversationInWorkspace` does.
 * Giving `page` reads it alone.
 */
export declare const conversationMessagesSinceTheLastVisitHook: typeof hooks.conversationMessagesSinceTheLastVisitHook;

/** One request reads `feedAuthors`, `feedEntries` and `feedRemarks`. */
export declare const feedHook: typeof hooks.feedHook;

/**
 * Changes only when `feedAuthors` of `feed` does. Giving `startAt` reads it alone. `infinite`
 * shows all pages as one list.
 */
export declare const feedAuthorsHook: typeof hooks.feedAuthorsHook;

/**
 * Changes only when `feedEntries` of `feed` does. Giving `page` reads it alone.
 *
 * @deprecated read less
 */
export declare const feedEntriesHook: typeof hooks.feedEntriesHook;

/**
 * Changes only when `feedRemarks` of `feed` does. Giving `after` reads it alone. `infinite` shows
 * all pages as one list.
 */
export declare const feedRemarksHook: typeof hooks.feedRemarksHook;

/** Reads `ledgerEntries`. */
export declare const ledgerHook: typeof hooks.ledgerHook;

/** Gives `bookId` to every composable of `ledger` below it. */
export declare const ledgerProvider: typeof hooks.ledgerProvider;

/** Gives `bookId` to every composable of `ledger` in the components below. */
export declare const ledgerParams: typeof hooks.ledgerParams;

/** Changes only when `ledgerEntries` of `ledger` does. `edit` saves what changed. */
export declare const ledgerEntriesHook: typeof hooks.ledgerEntriesHook;

/** Reads `searchHits`. */
export declare const searchHook: typeof hooks.searchHook;

/** Gives `tag` and `orderBy` to every composable of `search` below it. */
export declare const searchProvider: typeof hooks.searchProvider;

/** Gives `tag` and `orderBy` to every composable of `search` in the components below. */
export declare const searchParams: typeof hooks.searchParams;

/** Changes only when `searchHits` of `search` does. */
export declare const searchHitsHook: typeof hooks.searchHitsHook;

/** What a profile page shows. One request reads `userOrders` and `userProfile`. */
export declare const userHook: typeof hooks.userHook;

/** Gives `userId` to every composable of `user` below it. */
export declare const userProvider: typeof hooks.userProvider;

/** Gives `userId` to every composable of `user` in the components below. */
export declare const userParams: typeof hooks.userParams;

/** Changes only when `userOrders` of `user` does. Giving `page` and `class` reads it alone. */
export declare const userOrdersHook: typeof hooks.userOrdersHook;

/** One profile. Changes only when `userProfile` of `user` does. */
export declare const userProfileHook: typeof hooks.userProfileHook;

/** Affects `user`. */
export declare const deleteHook: typeof hooks.deleteHook;

export declare const echoEverythingHook: typeof hooks.echoEverythingHook;

export declare const logOutHook: typeof hooks.logOutHook;

export declare const orderBasketHook: typeof hooks.orderBasketHook;

/** Fills in the form: its fields, what is wrong with them, and how it is sent. */
export declare const orderBasketFormHook: typeof hooks.orderBasketFormHook;

/** Affects `user` and `feed`. */
export declare const renameUserHook: typeof hooks.renameUserHook;

/** Affects `ledger`. */
export declare const saveLedgerEntriesHook: typeof hooks.saveLedgerEntriesHook;

export declare const setAvatarHook: typeof hooks.setAvatarHook;

/** Talks. Its `items` grow while they arrive; the stream ends with its scope. */
export declare const talkHook: typeof hooks.talkHook;

export declare const transferConversationBetweenWorkspacesHook: typeof hooks.transferConversationBetweenWorkspacesHook;

/** Affects `user`. */
export declare const uploadPhotosHook: typeof hooks.uploadPhotosHook;

/** Its `items` grow while they arrive; the stream ends with its scope. */
export declare const watchHook: typeof hooks.watchHook;

/**
 * A room to talk in. Joins a room, and leaves it when its scope ends. Members speak by `say` and
 * `wave`.
 */
export declare const chatHook: typeof hooks.chatHook;

/** A room to talk in. Joins a room, and leaves it when its scope ends. */
export declare const deskHook: typeof hooks.deskHook;

/** Starts reading, before a component asks. A signal ends it. */
export interface Prefetch {
  conversationInWorkspace(
    params: contract.ConversationInWorkspaceParams,
    options?: SourceOptions,
  ): void;
  feed(options?: SourceOptions): void;
  ledger(params: contract.LedgerParams, options?: SourceOptions): void;
  search(params: contract.SearchParams, options?: SourceOptions): void;
  user(params: contract.UserParams, options?: SourceOptions): void;
}

//# sourceMappingURL=vue.d.ts.map
