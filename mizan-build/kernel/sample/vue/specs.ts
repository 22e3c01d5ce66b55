import type * as contract from "./contract";
import {
  type ChannelSpec,
  type ContextSpec,
  type Decoder,
  type EditSpec,
  type FunctionSpec,
  type RowsSpec,
  type StreamSpec,
  live as asLive,
  overSocket as asSocket,
  socketUpload as asSocketUpload,
  upload as asUpload,
} from "./kernel";
import type * as types from "./types";

const lineDecoder: Decoder = { key: "sku" };
const orderDecoder: Decoder = {
  key: "id",
  fields: {
    lines: { item: lineDecoder },
    get replaces() {
      return orderDecoder;
    },
  },
};
const remarksDecoder: Decoder = { fields: { remarks: { item: orderDecoder } } };
const entryDecoder: Decoder = {
  key: "id",
  fields: {
    get parts() {
      return { item: entryDecoder };
    },
  },
};

export const conversationInWorkspaceContext: ContextSpec<
  contract.ConversationInWorkspaceParams,
  contract.ConversationInWorkspaceData,
  contract.ConversationInWorkspaceOwn,
  contract.ConversationInWorkspaceFailures
> = {
  name: "conversation_in_workspace",
  alias: "conversationInWorkspace",
  params: ({ workspaceId, conversationId, memberId }) => ({
    workspace_id: workspaceId,
    conversation_id: conversationId,
    member_id: memberId,
  }),
  members: {
    conversationMessagesSinceTheLastVisit: {
      name: "conversation_messages_since_the_last_visit",
      container: "list",
      decoder: { item: orderDecoder },
      own: ({ page }) => ({ page }),
    },
  },
};

export const feedContext: ContextSpec<contract.FeedParams, contract.FeedData, contract.FeedOwn> = {
  name: "feed",
  params: () => ({}),
  members: {
    feedAuthors: {
      name: "feed_authors",
      isPage: true,
      container: "list",
      own: ({ startAt }) => ({ start_at: startAt }),
    },
    feedEntries: {
      name: "feed_entries",
      container: "list",
      decoder: { item: orderDecoder },
      own: ({ page }) => ({ page }),
    },
    feedRemarks: {
      name: "feed_remarks",
      isPage: true,
      container: "object",
      decoder: remarksDecoder,
      own: ({ after }) => ({ after }),
    },
  },
  live: asLive,
};

export const feedAuthorsPages = { parameter: "startAt" } as const;

export const feedRemarksPages = { parameter: "after", list: "remarks", next: "next" } as const;

export const ledgerContext: ContextSpec<contract.LedgerParams, contract.LedgerData> = {
  name: "ledger",
  params: ({ bookId }) => ({ book_id: bookId }),
  members: {
    ledgerEntries: { name: "ledger_entries", container: "list", decoder: { item: entryDecoder } },
  },
};

export const searchContext: ContextSpec<contract.SearchParams, contract.SearchData> = {
  name: "search",
  params: ({ tag, orderBy } = {}) => ({ tag, order_by: orderBy }),
  members: {
    searchHits: { name: "search_hits", container: "list", decoder: { item: orderDecoder } },
  },
};

export const userContext: ContextSpec<contract.UserParams, contract.UserData, contract.UserOwn> = {
  name: "user",
  params: ({ userId }) => ({ user_id: userId }),
  members: {
    userOrders: {
      name: "user_orders",
      container: "list",
      decoder: { item: orderDecoder },
      own: (args) => ({ page: args.page, class: args.class }),
    },
    userProfile: { name: "user_profile", container: "object" },
  },
};

export const deleteFunction: FunctionSpec<contract.DeleteArgs, null> = {
  name: "delete",
  args: (args) => ({ class: args.class }),
  affects: ["user"],
};

export const echoEverythingFunction: FunctionSpec<
  contract.EchoEverythingArgs,
  [
    types.Adjacent,
    types.Flat,
    types.Internal,
    types.Line,
    types.Order,
    types.Planet,
    types.AppProfile,
    types.Promise,
    types.Remarks,
    types.Shape,
    types.Untagged,
    types.AdminProfile,
    types.Basket,
    types.Row,
  ]
> = {
  name: "echo_everything",
  args: ({ pairs }) => ({ pairs }),
  decoder: { fields: { 4: orderDecoder, 8: remarksDecoder } },
};

export const logOutFunction: FunctionSpec<contract.LogOutArgs, null> = {
  name: "log_out",
  args: () => ({}),
  over: asSocket,
};

export const orderBasketFunction: FunctionSpec<contract.OrderBasketArgs, string> = {
  name: "order_basket",
  args: ({ basket }) => ({ basket }),
};

export const renameUserFunction: FunctionSpec<contract.RenameUserArgs, null, types.ShapeFailure> = {
  name: "rename_user",
  args: ({ userId, name }) => ({ user_id: userId, name }),
  affects: ["user", "feed"],
};

export const saveLedgerEntriesFunction: FunctionSpec<
  contract.SaveLedgerEntriesArgs,
  (number | null)[]
> = {
  name: "save_ledger_entries",
  args: ({ bookId, edit }) => ({ book_id: bookId, edit }),
  affects: ["ledger"],
};

const entryEditRows: RowsSpec = {
  key: "id",
  version: "version",
  position: "place",
  columns: ["words"],
  relations: {
    get parts() {
      return entryEditRows;
    },
  },
};

export const ledgerEntriesEdits: EditSpec = {
  save: saveLedgerEntriesFunction,
  argument: "edit",
  rows: entryEditRows,
};

export const setAvatarFunction: FunctionSpec<contract.SetAvatarArgs, null> = {
  name: "set_avatar",
  args: () => ({}),
  files: ({ upload }) => asSocketUpload({ upload }),
  over: asSocket,
};

export const talkFunction: StreamSpec<contract.TalkArgs, string, types.PlanetFailure> = {
  name: "talk",
  args: ({ about }) => ({ about }),
  stream: true,
};

export const transferConversationBetweenWorkspacesFunction: FunctionSpec<
  contract.TransferConversationBetweenWorkspacesArgs,
  null,
  types.PlanetFailure
> = {
  name: "transfer_conversation_between_workspaces",
  args: ({ sourceWorkspaceId, targetWorkspaceId, conversationId, requestedBy }) => ({
    source_workspace_id: sourceWorkspaceId,
    target_workspace_id: targetWorkspaceId,
    conversation_id: conversationId,
    requested_by: requestedBy,
  }),
};

export const uploadPhotosFunction: FunctionSpec<contract.UploadPhotosArgs, null> = {
  name: "upload_photos",
  args: ({ userId }) => ({ user_id: userId }),
  files: (args) => asUpload({ class: args.class, holiday_photos: args.holidayPhotos }),
  affects: ["user"],
};

export const watchFunction: StreamSpec<contract.WatchArgs, types.Order> = {
  name: "watch",
  args: () => ({}),
  decoder: orderDecoder,
  stream: true,
};

export const chatChannel: ChannelSpec<
  contract.ChatParams,
  types.Order[],
  types.Order,
  types.AppProfile,
  contract.ChatSends,
  types.PlanetFailure
> = {
  name: "chat",
  params: ({ roomId }) => ({ room_id: roomId }),
  first: { item: orderDecoder },
  message: orderDecoder,
  sends: {
    say: {
      name: "say",
      args: ({ theText }) => ({ the_text: theText }),
      decoder: orderDecoder,
      affects: ["user"],
    },
    wave: {
      name: "wave",
      args: () => ({}),
      decoder: orderDecoder,
    },
  },
};

export const deskChannel: ChannelSpec<
  contract.DeskParams,
  null,
  string,
  never,
  contract.DeskSends
> = {
  name: "desk",
  params: () => ({}),
  sends: {},
};
