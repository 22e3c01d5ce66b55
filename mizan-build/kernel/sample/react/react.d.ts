// The hooks as editors see them: their names lead to the Rust. `react/index.tsx` runs.

import type * as contract from "./contract";
import type { SourceOptions } from "./kernel";
import type * as hooks from "./react/index";

export { Mizan, MizanBoundary, combineContexts, prefetch, useLive, useMizan } from "./react/index";

/** Reads `conversationMessagesSinceTheLastVisit`. */
export declare const conversationInWorkspaceHook: typeof hooks.conversationInWorkspaceHook;

/**
 * Gives `workspaceId`, `conversationId` and `memberId` to every hook of `conversationInWorkspace`
 * below it.
 */
export declare const conversationInWorkspaceProvider: typeof hooks.conversationInWorkspaceProvider;

/**
 * Renders again only when `conversationMessagesSinceTheLastVisit` of `conversationInWorkspace`
 * changes. Giving `page` reads it alone.
 */
export declare const conversationMessagesSinceTheLastVisitHook: typeof hooks.conversationMessagesSinceTheLastVisitHook;

/** One request reads `feedAuthors`, `feedEntries` and `feedRemarks`. */
export declare const feedHook: typeof hooks.feedHook;

/**
 * Renders again only when `feedAuthors` of `feed` changes. Giving `startAt` reads it alone.
 * `infinite` shows all pages as one list.
 */
export declare const feedAuthorsHook: typeof hooks.feedAuthorsHook;

/**
 * Renders again only when `feedEntries` of `feed` changes. Giving `page` reads it alone.
 *
 * @deprecated read less
 */
export declare const feedEntriesHook: typeof hooks.feedEntriesHook;

/**
 * Renders again only when `feedRemarks` of `feed` changes. Giving `after` reads it alone.
 * `infinite` shows all pages as one list.
 */
export declare const feedRemarksHook: typeof hooks.feedRemarksHook;

/** Reads `ledgerEntries`. */
export declare const ledgerHook: typeof hooks.ledgerHook;

/** Gives `bookId` to every hook of `ledger` below it. */
export declare const ledgerProvider: typeof hooks.ledgerProvider;

/** Renders again only when `ledgerEntries` of `ledger` changes. `edit` saves what changed. */
export declare const ledgerEntriesHook: typeof hooks.ledgerEntriesHook;

/** Reads `searchHits`. */
export declare const searchHook: typeof hooks.searchHook;

/** Gives `tag` and `orderBy` to every hook of `search` below it. */
export declare const searchProvider: typeof hooks.searchProvider;

/** Renders again only when `searchHits` of `search` changes. */
export declare const searchHitsHook: typeof hooks.searchHitsHook;

/** What a profile page shows. One request reads `userOrders` and `userProfile`. */
export declare const userHook: typeof hooks.userHook;

/** Gives `userId` to every hook of `user` below it. */
export declare const userProvider: typeof hooks.userProvider;

/**
 * Renders again only when `userOrders` of `user` changes. Giving `page` and `class` reads it
 * alone.
 */
export declare const userOrdersHook: typeof hooks.userOrdersHook;

/** One profile. Renders again only when `userProfile` of `user` changes. */
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

/** Talks. Its `items` grow while they arrive; unmounting ends the stream. */
export declare const talkHook: typeof hooks.talkHook;

export declare const transferConversationBetweenWorkspacesHook: typeof hooks.transferConversationBetweenWorkspacesHook;

/** Affects `user`. */
export declare const uploadPhotosHook: typeof hooks.uploadPhotosHook;

/** Its `items` grow while they arrive; unmounting ends the stream. */
export declare const watchHook: typeof hooks.watchHook;

/**
 * A room to talk in. Joins a room, and leaves it when the component is unmounted. Members speak by
 * `say` and `wave`.
 */
export declare const chatHook: typeof hooks.chatHook;

/** A room to talk in. Joins a room, and leaves it when the component is unmounted. */
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

//# sourceMappingURL=react.d.ts.map
