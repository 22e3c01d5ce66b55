export { createMizan, mizan } from "./client";
export type * from "./contract";
export * from "./forms";
export { MizanError, dehydrate, hydrate } from "./kernel";
export { port } from "./kernel/port";
export { onFilesDropped, tauri } from "./kernel/tauri";
export type { Action as MizanAction, Failure as MizanFailure, View as MizanView } from "./kernel";
export {
  newKey,
  type Conflict as MizanConflict,
  type EditableView as MizanEditableView,
} from "./kernel";
export type { ListView as MizanListView } from "./kernel";
export type { Room as MizanRoom, RoomState as MizanRoomState } from "./kernel";
export type { StreamAction as MizanStreamAction } from "./kernel";
export {
  conversationInWorkspaceProvider as ConversationInWorkspaceContext,
  ledgerProvider as LedgerContext,
  Mizan,
  MizanBoundary,
  searchProvider as SearchContext,
  userProvider as UserContext,
  combineContexts,
  prefetch,
  chatHook as useChat,
  conversationInWorkspaceHook as useConversationInWorkspace,
  conversationMessagesSinceTheLastVisitHook as useConversationMessagesSinceTheLastVisit,
  deleteHook as useDelete,
  deskHook as useDesk,
  echoEverythingHook as useEchoEverything,
  feedHook as useFeed,
  feedAuthorsHook as useFeedAuthors,
  feedEntriesHook as useFeedEntries,
  feedRemarksHook as useFeedRemarks,
  ledgerHook as useLedger,
  ledgerEntriesHook as useLedgerEntries,
  useLive,
  logOutHook as useLogOut,
  useMizan,
  orderBasketHook as useOrderBasket,
  orderBasketFormHook as useOrderBasketForm,
  renameUserHook as useRenameUser,
  saveLedgerEntriesHook as useSaveLedgerEntries,
  searchHook as useSearch,
  searchHitsHook as useSearchHits,
  setAvatarHook as useSetAvatar,
  talkHook as useTalk,
  transferConversationBetweenWorkspacesHook as useTransferConversationBetweenWorkspaces,
  uploadPhotosHook as useUploadPhotos,
  userHook as useUser,
  userOrdersHook as useUserOrders,
  userProfileHook as useUserProfile,
  watchHook as useWatch,
} from "./react";
export type * from "./types";
