// Written by hand in the form of a generated client, with uploads, typed errors and big integers.

import {
  Kernel,
  bigint,
  openStream,
  call,
  pagedMethod,
  upload,
  type CallOptions,
  type ContextSpec,
  type FunctionSpec,
  type PagedDraft,
  type KernelOptions,
  type StreamOptions,
  type StreamSpec,
  type Decoder,
} from "./kernel";
import type { Account, Entry, Letters, Order, Profile, RenameError, TalkError } from "./types";

// What types say beyond JSON.

const entryDecoder: Decoder = { key: "id" };
const orderDecoder: Decoder = { key: "id", fields: { cents: bigint } };

// Contexts.

export type GlobalParams = {};

/** What is the same on every page. */
export interface GlobalData {
  /** Who is signed in. */
  currentUser: Account | null;
}

export const global: ContextSpec<GlobalParams, GlobalData> = {
  name: "global",
  params: () => ({}),
  members: {
    currentUser: { name: "current_user" },
  },
};

export type FeedParams = {};

/** The latest entries. */
export interface FeedData {
  feedEntries: Entry[];
}

export const feed: ContextSpec<FeedParams, FeedData> = {
  name: "feed",
  params: () => ({}),
  members: {
    feedEntries: { name: "feed_entries", container: "list", decoder: { item: entryDecoder } },
  },
};

export interface SearchParams {
  tag?: string | null;
  maker?: string | null;
}

/** What a search finds. */
export interface SearchData {
  searchHits: Entry[];
}

export const search: ContextSpec<SearchParams, SearchData> = {
  name: "search",
  params: ({ tag, maker } = {}) => ({ tag, maker }),
  members: {
    searchHits: { name: "search_hits", container: "list", decoder: { item: entryDecoder } },
  },
};

export interface ShelfParams {
  room: string;
}

/** The books and letters of a room. */
export interface ShelfData {
  books: Entry[];
  letters: Letters;
}

/** The members' own parameters; giving one reads that member alone. */
export interface ShelfOwn {
  books: { startAt?: number | null; language?: string | null };
  letters: { after?: bigint | null };
}

export const shelf: ContextSpec<ShelfParams, ShelfData, ShelfOwn> = {
  name: "shelf",
  params: ({ room }) => ({ room }),
  members: {
    books: {
      name: "books",
      isPage: true,
      decoder: { item: entryDecoder },
      own: ({ startAt, language }) => ({ start_at: startAt, language }),
    },
    letters: {
      name: "letters",
      isPage: true,
      decoder: { fields: { items: { item: orderDecoder }, next: bigint } },
      own: ({ after }) => ({ after }),
    },
  },
};

export const booksPages = { parameter: "startAt" } as const;

export const lettersPages = { parameter: "after", list: "items", next: "next" } as const;

export interface UserParams {
  userId: number;
}

/** What a profile page shows. */
export interface UserData {
  userProfile: Profile;
  userOrders: Order[];
}

/** The members' own parameters; giving one reads that member alone. */
export interface UserOwn {
  userOrders: { page?: number | null };
}

export const user: ContextSpec<UserParams, UserData, UserOwn> = {
  name: "user",
  params: ({ userId }) => ({ user_id: userId }),
  members: {
    userProfile: { name: "user_profile", container: "object" },
    userOrders: {
      name: "user_orders",
      container: "list",
      decoder: { item: orderDecoder },
      own: ({ page }) => ({ page }),
    },
  },
};

// Functions.

export interface AddEntryArgs {
  text: string;
}

export const addEntry: FunctionSpec<AddEntryArgs, null> = {
  name: "add_entry",
  args: ({ text }) => ({ text }),
  affects: ["feed"],
};

export interface RetitleArgs {
  room: string;
  id: number;
  text: string;
}

export const retitle: FunctionSpec<RetitleArgs, Entry> = {
  name: "retitle",
  args: ({ room, id, text }) => ({ room, id, text }),
  affects: ["shelf"],
};

export interface PingArgs {
  text: string;
}

export const ping: FunctionSpec<PingArgs, string> = {
  name: "ping",
  args: ({ text }) => ({ text }),
};

export interface RenameUserArgs {
  userId: number;
  name: string;
}

export const renameUser: FunctionSpec<RenameUserArgs, null, RenameError> = {
  name: "rename_user",
  args: ({ userId, name }) => ({ user_id: userId, name }),
  affects: ["user"],
};

export interface SetBioArgs {
  userId: number;
  bio: string;
}

export const setBio: FunctionSpec<SetBioArgs, Profile> = {
  name: "set_bio",
  args: ({ userId, bio }) => ({ user_id: userId, bio }),
};

export interface TalkArgs {
  about: string;
}

export const talk: StreamSpec<TalkArgs, Order, TalkError> = {
  name: "talk",
  args: ({ about }) => ({ about }),
  decoder: orderDecoder,
  stream: true,
};

export interface UploadAvatarArgs {
  userId: number;
  file: Blob;
}

export const uploadAvatar: FunctionSpec<UploadAvatarArgs, null> = {
  name: "upload_avatar",
  args: ({ userId }) => ({ user_id: userId }),
  files: ({ file }) => upload({ file }),
  affects: ["user"],
};

// The client.

/** Drafts of the data on screen, for optimistic changes. */
export interface Drafts {
  global(): GlobalData;
  feed(): FeedData;
  search(params: SearchParams): SearchData;
  shelf(params: ShelfParams): ShelfData;
  books: PagedDraft<ShelfParams & ShelfOwn["books"], "startAt", Entry[]>;
  letters: PagedDraft<ShelfParams & ShelfOwn["letters"], "after", Letters>;
  user(params: UserParams): UserData;
  userOrders(params: UserParams & UserOwn["userOrders"]): Order[];
}

/** A client of its own: for a server, for a test, for another address. */
export function createMizan(options: KernelOptions = {}) {
  const kernel = new Kernel<Drafts>(options);
  return Object.assign(kernel, {
    /** What is the same on every page. */
    global: () => kernel.$context(global, {}),
    /** Who is signed in. */
    currentUser: () => kernel.$member(global, "currentUser", {}),
    /** The latest entries. */
    feed: () => kernel.$context(feed, {}),
    feedEntries: () => kernel.$member(feed, "feedEntries", {}),
    /** What a search finds. */
    search: (params: SearchParams = {}) => kernel.$context(search, params),
    searchHits: (params: SearchParams = {}) => kernel.$member(search, "searchHits", params),
    /** The books and letters of a room. */
    shelf: (params: ShelfParams) => kernel.$context(shelf, params),
    books: pagedMethod(kernel, shelf, "books", booksPages),
    letters: pagedMethod(kernel, shelf, "letters", lettersPages),
    /** What a profile page shows. */
    user: (params: UserParams) => kernel.$context(user, params),
    userProfile: (params: UserParams) => kernel.$member(user, "userProfile", params),
    userOrders: (params: UserParams & UserOwn["userOrders"]) =>
      kernel.$member(user, "userOrders", params),
    addEntry: (args: AddEntryArgs, options?: CallOptions<Drafts, AddEntryArgs>) =>
      call(kernel, addEntry, args, options),
    retitle: (args: RetitleArgs, options?: CallOptions<Drafts, RetitleArgs>) =>
      call(kernel, retitle, args, options),
    ping: (args: PingArgs, options?: CallOptions<Drafts, PingArgs>) =>
      call(kernel, ping, args, options),
    renameUser: (args: RenameUserArgs, options?: CallOptions<Drafts, RenameUserArgs>) =>
      call(kernel, renameUser, args, options),
    setBio: (args: SetBioArgs, options?: CallOptions<Drafts, SetBioArgs>) =>
      call(kernel, setBio, args, options),
    talk: (args: TalkArgs, options?: StreamOptions) => openStream(kernel, talk, args, options),
    uploadAvatar: (args: UploadAvatarArgs, options?: CallOptions<Drafts, UploadAvatarArgs>) =>
      call(kernel, uploadAvatar, args, options),
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
