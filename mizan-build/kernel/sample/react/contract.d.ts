// The contract between the backend and its clients: parameters, data, arguments, and the client.

import type {
  CallOptions,
  Editable,
  Kernel,
  PagedDraft,
  PagedMethod,
  Room,
  Send,
  Source,
  Stream,
  StreamOptions,
} from "./kernel";
import type * as types from "./types";

/** The parameters that identify an instance of `conversationInWorkspace`. */
export interface ConversationInWorkspaceParams {
  workspaceId: number;
  conversationId: string;
  memberId: number;
}

export interface ConversationInWorkspaceData {
  conversationMessagesSinceTheLastVisit: types.Order[];
}

/** The parameters of single members; a read with one of them reads that member alone. */
export interface ConversationInWorkspaceOwn {
  conversationMessagesSinceTheLastVisit: { page?: number | null };
}

export type ConversationMessagesSinceTheLastVisitParams = ConversationInWorkspaceParams &
  ConversationInWorkspaceOwn["conversationMessagesSinceTheLastVisit"];

/** The errors that the members declare. */
export interface ConversationInWorkspaceFailures {
  conversationMessagesSinceTheLastVisit: types.PlanetFailure;
}

/** `feed` has one instance, and no parameters. */
export type FeedParams = {};

export interface FeedData {
  feedAuthors: string[];
  /** @deprecated read less */
  feedEntries: types.Order[];
  feedRemarks: types.Remarks;
}

/** The parameters of single members; a read with one of them reads that member alone. */
export interface FeedOwn {
  feedAuthors: { startAt?: number | null };
  feedEntries: { page?: number | null };
  feedRemarks: { after?: string | null };
}

export type FeedAuthorsParams = FeedParams & FeedOwn["feedAuthors"];

export type FeedEntriesParams = FeedParams & FeedOwn["feedEntries"];

export type FeedRemarksParams = FeedParams & FeedOwn["feedRemarks"];

/** The parameters that identify an instance of `ledger`. */
export interface LedgerParams {
  bookId: number;
}

export interface LedgerData {
  ledgerEntries: types.Entry[];
}

/** The parameters that identify an instance of `search`. */
export interface SearchParams {
  tag?: string | null;
  orderBy?: string | null;
}

export interface SearchData {
  searchHits: types.Order[];
}

/** The parameters that identify an instance of `user`. */
export interface UserParams {
  userId: number;
}

/** What a profile page shows. */
export interface UserData {
  userOrders: types.Order[];
  /** One profile. */
  userProfile: types.AppProfile;
}

/** The parameters of single members; a read with one of them reads that member alone. */
export interface UserOwn {
  userOrders: { page?: number | null; class?: string | null };
}

export type UserOrdersParams = UserParams & UserOwn["userOrders"];

/** The arguments of `delete`. */
export interface DeleteArgs {
  class: number;
}

/** The arguments of `echoEverything`. */
export interface EchoEverythingArgs {
  pairs: [types.AdjacentInput, types.Flat, types.InternalInput, types.Line, types.OrderInput][];
}

/** `logOut` takes no arguments. */
export type LogOutArgs = {};

/** The arguments of `orderBasket`. */
export interface OrderBasketArgs {
  basket: types.BasketInput;
}

/** The arguments of `renameUser`. */
export interface RenameUserArgs {
  userId: number;
  name: string;
}

/** The arguments of `saveLedgerEntries`. */
export interface SaveLedgerEntriesArgs {
  bookId: number;
  edit: types.EntryEdit[];
}

/** The arguments of `setAvatar`. */
export interface SetAvatarArgs {
  upload: Blob;
}

/** The arguments of `talk`. */
export interface TalkArgs {
  about: string;
}

/** The arguments of `transferConversationBetweenWorkspaces`. */
export interface TransferConversationBetweenWorkspacesArgs {
  sourceWorkspaceId: number;
  targetWorkspaceId: number;
  conversationId: number;
  requestedBy: number;
}

/** The arguments of `uploadPhotos`. */
export interface UploadPhotosArgs {
  userId: number;
  class?: Blob | null;
  holidayPhotos: Blob[];
}

/** `watch` takes no arguments. */
export type WatchArgs = {};

/** The parameters that name a room of `chat`. */
export interface ChatParams {
  roomId: number;
}

/** The arguments of `say`, without those that name the room. */
export interface SayArgs {
  theText: string;
}

/** `wave` takes no arguments. */
export type WaveArgs = {};

/** The functions by which the members of `chat` speak. */
export interface ChatSends {
  say: Send<SayArgs, types.Order>;
  wave: Send<WaveArgs, types.Order>;
}

/** `desk` has one room, and no parameters. */
export type DeskParams = {};

/** The functions by which the members of `desk` speak. */
export type DeskSends = {};

/** Drafts of the data on screen, for optimistic changes. */
export interface Drafts {
  conversationInWorkspace(params: ConversationInWorkspaceParams): ConversationInWorkspaceData;
  conversationMessagesSinceTheLastVisit(
    params: ConversationMessagesSinceTheLastVisitParams,
  ): types.Order[];
  feed(): FeedData;
  feedAuthors: PagedDraft<FeedAuthorsParams, "startAt", string[]>;
  feedEntries(params: FeedEntriesParams): types.Order[];
  feedRemarks: PagedDraft<FeedRemarksParams, "after", types.Remarks>;
  ledger(params: LedgerParams): LedgerData;
  search(params: SearchParams): SearchData;
  user(params: UserParams): UserData;
  userOrders(params: UserOrdersParams): types.Order[];
}

/** A client with a method for every context and function of the application. */
export interface MizanClient extends Kernel<Drafts> {
  conversationInWorkspace(
    params: ConversationInWorkspaceParams,
  ): Source<
    ConversationInWorkspaceData,
    ConversationInWorkspaceFailures[keyof ConversationInWorkspaceFailures]
  >;
  conversationMessagesSinceTheLastVisit(
    params: ConversationMessagesSinceTheLastVisitParams,
  ): Source<types.Order[], types.PlanetFailure>;
  feed(): Source<FeedData>;
  feedAuthors: PagedMethod<FeedAuthorsParams, "startAt", string[], string>;
  /** @deprecated read less */
  feedEntries(params?: FeedEntriesParams): Source<types.Order[]>;
  feedRemarks: PagedMethod<FeedRemarksParams, "after", types.Remarks, types.Order>;
  ledger(params: LedgerParams): Source<LedgerData>;
  ledgerEntries(params: LedgerParams): Editable<types.Entry[]>;
  search(params: SearchParams): Source<SearchData>;
  searchHits(params: SearchParams): Source<types.Order[]>;
  /** What a profile page shows. */
  user(params: UserParams): Source<UserData>;
  userOrders(params: UserOrdersParams): Source<types.Order[]>;
  /** One profile. */
  userProfile(params: UserParams): Source<types.AppProfile>;
  delete(args: DeleteArgs, options?: CallOptions<Drafts, DeleteArgs>): Promise<null>;
  echoEverything(
    args: EchoEverythingArgs,
    options?: CallOptions<Drafts, EchoEverythingArgs>,
  ): Promise<
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
  >;
  logOut(options?: CallOptions<Drafts, LogOutArgs>): Promise<null>;
  orderBasket(
    args: OrderBasketArgs,
    options?: CallOptions<Drafts, OrderBasketArgs>,
  ): Promise<string>;
  renameUser(args: RenameUserArgs, options?: CallOptions<Drafts, RenameUserArgs>): Promise<null>;
  saveLedgerEntries(
    args: SaveLedgerEntriesArgs,
    options?: CallOptions<Drafts, SaveLedgerEntriesArgs>,
  ): Promise<(number | null)[]>;
  setAvatar(args: SetAvatarArgs, options?: CallOptions<Drafts, SetAvatarArgs>): Promise<null>;
  /** Talks. */
  talk(args: TalkArgs, options?: StreamOptions): Stream<string>;
  transferConversationBetweenWorkspaces(
    args: TransferConversationBetweenWorkspacesArgs,
    options?: CallOptions<Drafts, TransferConversationBetweenWorkspacesArgs>,
  ): Promise<null>;
  uploadPhotos(
    args: UploadPhotosArgs,
    options?: CallOptions<Drafts, UploadPhotosArgs>,
  ): Promise<null>;
  watch(options?: StreamOptions): Stream<types.Order>;
  /** A room to talk in. */
  chat(
    params: ChatParams,
  ): Room<types.Order[], types.Order, types.AppProfile, ChatSends, types.PlanetFailure>;
  /** A room to talk in. */
  desk(): Room<null, string, never, DeskSends>;
}

//# sourceMappingURL=contract.d.ts.map
