/**
 * What a framework fills in: pages that show the same by the same names, and the two ways to show one.
 * The behaviours in `../behaviours` know nothing else of a framework.
 */

import type { Dehydrated, Kernel, KernelOptions } from "../../../src/index";
import type { RenderedPages } from "../../../src/rendering";

/**
 * The pages, with their properties. Each element that a behaviour looks at has a `data-testid`; the
 * components that are counted call `count` of `counts.ts` whenever they render, or run the effect that
 * shows their data. A page that reads shows `loading` without data, and the error's code in their place.
 */
export interface Pages {
  /** `profile`: the name of the user, by `useUserProfile`. Counted as `profile`. `null` reads nothing. */
  profile: { userId: number | null; poll?: number };
  /**
   * Three readers of one user: `profile`; `orders`, the ids by `useUserOrders`; `user`, the name by
   * `useUser`. Each is counted by its name, and `page` is their parent.
   */
  readers: { userId: number };
  /** The same as `profile` and `orders`, and counted alike, with TanStack Query for the framework. */
  compared: { userId: number; url: string };
  /** A `profile` for each user, in a list. */
  rows: { userIds: readonly number[] };
  /** `status`: `quiet` or `refreshing`. Counted as `status`. */
  status: { userId: number };
  /**
   * `profile`, whose data stay until those of the next user are there: `Ada …`, or with the code of the
   * next one's error.
   */
  keeping: { userId: number };
  /** `hits`, the ids of a search, whose parameters change one by one: `search` is the hook's. */
  search: { tag?: string; orderBy?: string };
  /**
   * Below a provider of `userId`: `profile`, and `orders` with `page` of their own. Below a second
   * provider in it, of `inner`: `inner`, a name. Counted by these names.
   */
  provided: { userId: number; inner: number; page?: number };
  /**
   * Below one provider of the contexts `user`, `search` and `feed`, which `combineContexts` has made:
   * `profile`, `orders` and `hits`, without parameters.
   */
  combined: { userId: number; tag: string };
  /** A `profile` without parameters and without a provider, and `caught`: the message of its error. */
  lost: {};
  /**
   * `profile`, and a form of `useRenameUser`, which changes the name at once: the field `name`, the
   * buttons `rename`, `reset` and `abort`, and `state`: `pending`, the kind of the error or its code, or `idle`.
   */
  rename: { userId: number };
  /** A button `call`, which renames and shows nothing of it. Counted as `caller`. */
  caller: { userId: number };
  /**
   * `profile` and `hits`, which suspend: `waiting` meanwhile. An error is shown as `caught`, its code,
   * with a button `retry`.
   */
  suspended: { userId: number };
  /** `feed`, the ids of the entries of a live context, and `live`, the state of the socket. */
  feed: {};
  /** `authors`, all pages of a list; the buttons `more`; `end`: `more`, `loading` or `end`. */
  pages: {};
  /** A button `start` and `stop`, `items` of a stream, and `state`, as in `rename`. */
  talk: { about: string };
  /** `room`: its status or its error's kind; `first`, `messages` and `present`; a button `say`. */
  chat: { roomId: number | null };
  /** A button `upload` of so many bytes, `abort`, `progress`: 0 to 1, and `state`, as in `rename`. */
  upload: { size: number };
  /**
   * A form of `useOrderBasketForm`: the fields `buyer` and `gift`; for each row `title-0`, `count-0`, and the
   * buttons `first-0` and `remove-0`; the buttons `add`, `send` and `reset`. `problems` are all errors that are
   * shown, each behind its path, and `result` is that of the call, or `none`.
   */
  order: {};
  /**
   * `words`, those of the entries of a ledger; the field `new-words`; the buttons `rename`, which gives the first
   * entry these words, `add`, which adds an entry with them, `overwrite` and `discard`; `conflict`: the places, and
   * the first words of both sides; `state`: `saving`, the code of the error, or `idle`.
   */
  ledger: { bookId: number };
  /** `profile`, and a button `log-out`. */
  session: { userId: number };
  /** A button `prefetch`, and behind the button `show` a `profile`, of the browser's own client. */
  own: { userId: number };
  /** `edition`, a text of the source file that an edit changes, and `profile`. */
  edited: { userId: number };
}

export type PageName = keyof Pages;

export interface Mounted {
  /** Gives the page other properties. */
  update(props: object): void;
  unmount(): void;
}

/** What a page is shown with. */
export interface Setting {
  /** A `PageName`, or the name of a page that only one framework has. */
  readonly page: string;
  readonly props: object;
  /** The client of the page; without one it uses the browser's own. */
  readonly client?: Kernel;
  /** In the mode that looks for mistakes by doing all twice, where the framework has one. */
  readonly isStrict?: boolean;
}

/** What `main` of a framework exports as `framework`. */
export interface Framework {
  readonly createMizan: (options: KernelOptions) => Kernel;
  /** Shows a page in an empty element. */
  mount(setting: Setting, element: Element): Mounted | Promise<Mounted>;
  /** Takes over a page that `render` has written on a server. */
  hydrate(setting: Setting, element: Element): Mounted | Promise<Mounted>;
  /** The browser's own client. */
  readonly mizan: () => Kernel;
  /** Takes over the page of the document; returns the way to end it. */
  hydratePage(element: Element): () => void;
}

/** What `server` of a framework exports as `server`. */
export interface Server {
  readonly createMizan: (options: KernelOptions) => Kernel;
  render(setting: Setting): string | Promise<string>;
  /** All pages, as the bundle of a renderer exports them. */
  readonly pages: RenderedPages<{ readonly [name: string]: unknown }>;
}

/** How a behaviour opens a page. */
export interface Opening {
  readonly framework: string;
  readonly page: string;
  readonly props: object;
  /** The address of the world; without one the page uses the browser's own client. */
  readonly baseUrl?: string;
  readonly isStrict?: boolean;
  /** A page that a server has rendered, and its data. */
  readonly rendered?: { readonly html: string; readonly data: Dehydrated };
}
