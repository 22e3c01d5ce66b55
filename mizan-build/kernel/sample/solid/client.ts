import { browserKernel } from "./browser";
import type * as contract from "./contract";
import {
  Kernel,
  call,
  openEditable,
  openRoom,
  openStream,
  pagedMethod,
  type KernelOptions,
} from "./kernel";
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
} from "./specs";

/** Makes a client: for a request on a server, for a test, for another address. */
export function createMizan(options: KernelOptions = {}): contract.MizanClient {
  return withMethods(new Kernel(options));
}

let browserClient: contract.MizanClient | undefined;

/** The client of the browser. A server makes one for each request with `createMizan`. */
export function mizan(): contract.MizanClient {
  const kernel = browserKernel();
  return (browserClient ??= withMethods(kernel));
}

type Methods = Omit<contract.MizanClient, keyof Kernel>;

function withMethods(kernel: Kernel<contract.Drafts>): contract.MizanClient {
  return Object.assign<typeof kernel, Methods>(kernel, {
    conversationInWorkspace: (params) => kernel.$context(conversationInWorkspaceContext, params),
    conversationMessagesSinceTheLastVisit: (params) =>
      kernel.$member(
        conversationInWorkspaceContext,
        "conversationMessagesSinceTheLastVisit",
        params,
      ),
    feed: () => kernel.$context(feedContext, {}),
    feedAuthors: pagedMethod(kernel, feedContext, "feedAuthors", feedAuthorsPages),
    feedEntries: (params = {}) => kernel.$member(feedContext, "feedEntries", params),
    feedRemarks: pagedMethod(kernel, feedContext, "feedRemarks", feedRemarksPages),
    ledger: (params) => kernel.$context(ledgerContext, params),
    ledgerEntries: (params) =>
      openEditable(kernel, ledgerContext, "ledgerEntries", ledgerEntriesEdits, params),
    search: (params) => kernel.$context(searchContext, params),
    searchHits: (params) => kernel.$member(searchContext, "searchHits", params),
    user: (params) => kernel.$context(userContext, params),
    userOrders: (params) => kernel.$member(userContext, "userOrders", params),
    userProfile: (params) => kernel.$member(userContext, "userProfile", params),
    delete: (args, options) => call(kernel, deleteFunction, args, options),
    echoEverything: (args, options) => call(kernel, echoEverythingFunction, args, options),
    logOut: (options) => call(kernel, logOutFunction, {}, options),
    orderBasket: (args, options) => call(kernel, orderBasketFunction, args, options),
    renameUser: (args, options) => call(kernel, renameUserFunction, args, options),
    saveLedgerEntries: (args, options) => call(kernel, saveLedgerEntriesFunction, args, options),
    setAvatar: (args, options) => call(kernel, setAvatarFunction, args, options),
    talk: (args, options) => openStream(kernel, talkFunction, args, options),
    transferConversationBetweenWorkspaces: (args, options) =>
      call(kernel, transferConversationBetweenWorkspacesFunction, args, options),
    uploadPhotos: (args, options) => call(kernel, uploadPhotosFunction, args, options),
    watch: (options) => openStream(kernel, watchFunction, {}, options),
    chat: (params) => openRoom(kernel, chatChannel, params),
    desk: () => openRoom(kernel, deskChannel, {}),
  });
}
