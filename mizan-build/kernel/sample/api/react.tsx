// Written by hand in the form of a generated client, with uploads, typed errors and big integers.

import {
  createMizan,
  addEntry,
  booksPages,
  feed,
  global,
  lettersPages,
  mizan,
  ping,
  renameUser,
  search,
  setBio,
  shelf,
  talk,
  uploadAvatar,
  user,
  type SearchParams,
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
  pagedHook,
  streamHook,
} from "./kernel/react";
import type { SourceOptions } from "./kernel";

/** Gives another client to everything below it: for servers, tests, another address. */
export const Mizan = /* @__PURE__ */ clientProvider(createMizan);

/** Catches what the hooks below it throw; its `fallback` may try again. */
export const MizanBoundary = /* @__PURE__ */ errorBoundary(mizan);

/** The client itself, for what hooks cannot say. */
export const useMizan = /* @__PURE__ */ clientHook(mizan);

/** What is the same on every page. Reads `currentUser`. */
export const useGlobal = /* @__PURE__ */ contextHook(mizan, global);

/** Who is signed in. */
export const useCurrentUser = /* @__PURE__ */ memberHook(mizan, global, "currentUser");

/** The latest entries. Reads `feedEntries`. */
export const useFeed = /* @__PURE__ */ contextHook(mizan, feed);

/** Renders again only for `feedEntries` of the context `feed`. */
export const useFeedEntries = /* @__PURE__ */ memberHook(mizan, feed, "feedEntries");

/** What a search finds. */
export const useSearch = /* @__PURE__ */ contextHook(mizan, search);

/** Gives `tag` and `maker` to every hook of the context `search` below it. */
export const SearchContext = /* @__PURE__ */ contextProvider(search);

/** Renders again only for `searchHits` of the context `search`. */
export const useSearchHits = /* @__PURE__ */ memberHook(mizan, search, "searchHits");

/** The books and letters of a room. One request reads `books` and `letters`. */
export const useShelf = /* @__PURE__ */ contextHook(mizan, shelf);

/** Gives `room` to every hook of the context `shelf` below it. */
export const ShelfContext = /* @__PURE__ */ contextProvider(shelf);

/** Renders again only for `books` of the context `shelf`; `infinite` shows all of its pages. */
export const useBooks = /* @__PURE__ */ pagedHook(mizan, shelf, "books", booksPages);

/** Renders again only for `letters` of the context `shelf`; `infinite` shows all of its pages. */
export const useLetters = /* @__PURE__ */ pagedHook(mizan, shelf, "letters", lettersPages);

/** What a profile page shows. One request reads `userProfile` and `userOrders`. */
export const useUser = /* @__PURE__ */ contextHook(mizan, user);

/** Gives `userId` to every hook of the context `user` below it. */
export const UserContext = /* @__PURE__ */ contextProvider(user);

/** Renders again only for `userProfile` of the context `user`. */
export const useUserProfile = /* @__PURE__ */ memberHook(mizan, user, "userProfile");

/** Renders again only for `userOrders` of the context `user`; with a `page` it reads it alone. */
export const useUserOrders = /* @__PURE__ */ memberHook(mizan, user, "userOrders");

/** Affects `feed`. */
export const useAddEntry = /* @__PURE__ */ functionHook(mizan, addEntry);

/** Changes nothing. */
export const usePing = /* @__PURE__ */ functionHook(mizan, ping);

/** Affects `user`. */
export const useRenameUser = /* @__PURE__ */ functionHook(mizan, renameUser);

/** Its result becomes `userProfile` of the context `user`. */
export const useSetBio = /* @__PURE__ */ functionHook(mizan, setBio);

/** Its `items` grow while they arrive; unmounting ends the stream. */
export const useTalk = /* @__PURE__ */ streamHook(mizan, talk);

/** Affects `user`. */
export const useUploadAvatar = /* @__PURE__ */ functionHook(mizan, uploadAvatar);

/** Starts reading, before a component asks. */
export const prefetch = {
  global: (options?: SourceOptions) => mizan().global().prefetch(options),
  feed: (options?: SourceOptions) => mizan().feed().prefetch(options),
  search: (params: SearchParams, options?: SourceOptions) =>
    mizan().search(params).prefetch(options),
  user: (params: UserParams, options?: SourceOptions) => mizan().user(params).prefetch(options),
};
