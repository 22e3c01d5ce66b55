//! The file `index.ts`, from which an application imports everything.

use mizan_ir::Api;

use super::forms::Forms;

/// The file `index.ts`, with the exports of a framework.
pub(super) fn emit_index(api: &Api, forms: &Forms<'_>, framework: &str) -> String {
    let tokens = match api.types.contains_key(TOKEN_PAIR) {
        true => "export { Tokens as MizanTokens } from \"./kernel\";\n",
        false => "",
    };
    let pages = match api.functions.values().any(|function| function.paging.is_some()) {
        true => "export type { ListView as MizanListView } from \"./kernel\";\n",
        false => "",
    };
    let edits = match api.functions.values().any(|function| function.edits.is_some()) {
        true => EDIT_EXPORTS,
        false => "",
    };
    let streams = match api.functions.values().any(|function| function.stream) {
        true => "export type { StreamAction as MizanStreamAction } from \"./kernel\";\n",
        false => "",
    };
    let rooms = match api.channels.is_empty() {
        true => "",
        false => {
            "export type { Room as MizanRoom, RoomState as MizanRoomState } from \"./kernel\";\n"
        }
    };
    let forms = if forms.is_empty() { "" } else { "export * from \"./forms\";\n" };
    format!(
        "export {{ createMizan, mizan }} from \"./client\";\n\
         export type * from \"./contract\";\n\
         {forms}{KERNEL_EXPORTS}{edits}{pages}{rooms}{streams}{tokens}{framework}\
         export type * from \"./types\";\n"
    )
}

/// The types of the kernel get the prefix `Mizan`, so that an application's own can have the names.
const KERNEL_EXPORTS: &str = r#"export { MizanError, dehydrate, hydrate } from "./kernel";
export { port } from "./kernel/port";
export { onFilesDropped, tauri } from "./kernel/tauri";
export type { Action as MizanAction, Failure as MizanFailure, View as MizanView } from "./kernel";
"#;

/// What a page needs that edits rows.
const EDIT_EXPORTS: &str = r#"export {
  newKey,
  type Conflict as MizanConflict,
  type EditableView as MizanEditableView,
} from "./kernel";
"#;

/// The result of a function that issues tokens.
const TOKEN_PAIR: &str = "mizan::auth::TokenPair";
