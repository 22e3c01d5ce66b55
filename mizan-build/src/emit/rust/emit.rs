//! The file of a client, laid out.

use mizan_ir::Api;

use super::{client::write_functions, failures::Failures, types::Types};
use crate::emit::model::Model;

/// The text of a client whose fixed part is in the folder of that name beside it.
pub(crate) fn emit_rust(api: &Api, folder: &str) -> String {
    let api = api.reachable();
    let model = Model::new(&api);
    let types = Types::new(&api);
    let failures = Failures::new(&types);
    let functions = write_functions(&model, &types, &failures);
    let mut text = head(&model, folder);
    for definition in types.definitions() {
        text.push_str(&definition.to_text());
    }
    for part in failures.texts().iter().chain(&functions.types) {
        text.push_str(part);
    }
    text.push_str(&functions.to_text());
    lay_out(&text)
}

/// The text in the common form. What does not parse stays as it is, and is shown by the compiler.
fn lay_out(text: &str) -> String {
    match syn::parse_file(text) {
        Ok(file) => apart(&prettyplease::unparse(&file)),
        Err(_) => text.to_owned(),
    }
}

/// An empty line between items, and between the functions inside of them.
fn apart(text: &str) -> String {
    let mut spaced = String::new();
    let mut before = "";
    for line in text.lines() {
        let indent = |line: &str| line.len() - line.trim_start().len();
        let ends = before.trim_start() == "}" || (before.ends_with(';') && indent(before) == 0);
        let goes_on = line.trim_start().starts_with('}') || line.is_empty();
        let is_list = before.starts_with("use ") && line.starts_with("use ");
        let is_list = is_list || (before.starts_with("mod ") && !line.starts_with("use "));
        if ends && !goes_on && !is_list && indent(line) <= indent(before) {
            spaced.push('\n');
        }
        spaced.push_str(line);
        spaced.push('\n');
        before = line;
    }
    spaced
}

fn head(model: &Model<'_>, folder: &str) -> String {
    let text = format!(
        "//! The functions of the API as methods of [`Client`], and its types.\n\
         //!\n\
         //! The module needs these crates:\n\
         //!\n\
         //! ```toml\n\
         //! [dependencies]\n\
         {}\
         //! ```\n",
        dependencies(is_live(model))
    );
    let is_live = is_live(model);
    let opened = if is_live { SOCKETS } else { NO_SOCKETS };
    let opened = opened.replace("FOLDER", folder);
    text + &format!(
        "#![allow(dead_code, deprecated, unreachable_pub, unused_imports)]\n\
         #![allow(clippy::arc_with_non_send_sync, clippy::module_inception)]\n\
         #![allow(clippy::upper_case_acronyms)]\n\
         #![allow(clippy::enum_variant_names, clippy::large_enum_variant, clippy::type_complexity)]\n\
         #![allow(clippy::doc_lazy_continuation, clippy::doc_overindented_list_items)]\n\
         #![allow(rustdoc::broken_intra_doc_links, rustdoc::invalid_html_tags)]\n\
         #[path = \"{folder}/client/mod.rs\"]\n#[rustfmt::skip]\nmod client;\n\
         #[path = \"{folder}/runtime/mod.rs\"]\n#[rustfmt::skip]\nmod runtime;\n\
         use std::collections::BTreeMap;\n\
         use std::sync::Arc;\n\
         use serde::{{Deserialize, Serialize}};\n\
         use client::Collect as _;\n\
         pub use client::{{Big, Client, Error, Never, Options, Upload}};\n\
         pub use runtime::channels::state::{{RoomState, RoomStatus}};\n\
         pub use runtime::error::Code;\n\
         pub use runtime::live::status::LiveStatus;\n\
         pub use runtime::mutations::{{call::Settle, drafts::Drafts}};\n\
         pub use runtime::observe::{{source::Source, state::State, watch::Watch}};\n\
         {opened}"
    )
}

/// Returns true for an API of which something is live, so that its client opens a socket.
pub(crate) fn is_live(model: &Model<'_>) -> bool {
    !model.channels.is_empty() || model.bundles.iter().any(|bundle| bundle.context.live)
}

/// What opens the sockets of a client.
const SOCKETS: &str = "\
    #[path = \"FOLDER/sockets/mod.rs\"]
#[rustfmt::skip]
mod socket;

/// What opens a socket where something is live.
#[cfg(not(target_arch = \"wasm32\"))]
fn sockets(http: client::Http) -> Option<Arc<dyn runtime::live::socket::Sockets>> {
    let base = http.base().to_owned();
    let asking = http.clone();
    let sockets = socket::Tungstenite::new(&base, move || http.socket_headers());
    Some(Arc::new(sockets.token(move || asking.token())))
}

/// What opens a socket where something is live.
#[cfg(target_arch = \"wasm32\")]
fn sockets(http: client::Http) -> Option<Arc<dyn runtime::live::socket::Sockets>> {
    let base = http.base().to_owned();
    Some(Arc::new(socket::BrowserSockets::new(&base, move || http.token())))
}
";

/// Nothing does where nothing is live.
const NO_SOCKETS: &str = "\
/// Nothing is live here, so that no socket is opened.
fn sockets(_: client::Http) -> Option<Arc<dyn runtime::live::socket::Sockets>> {
    None
}
";

/// The crates that a client needs, as lines of documentation.
fn dependencies(is_live: bool) -> String {
    let lines = DEPENDENCIES.iter().filter(|(_, of_sockets)| is_live || !of_sockets);
    lines.map(|(line, _)| format!("//! {line}").trim_end().to_owned() + "\n").collect()
}

/// The lines of a manifest, each with `true` if only a client with sockets needs it.
const DEPENDENCIES: [(&str, bool); 15] = [
    (
        "futures-util = { version = \"0.3\", default-features = false, features = [\"sink\", \"std\"] }",
        false,
    ),
    (
        "reqwest = { version = \"0.13\", features = [\"cookies\", \"multipart\", \"stream\"] }",
        false,
    ),
    ("serde = { version = \"1\", features = [\"derive\"] }", false),
    ("serde_json = { version = \"1\", features = [\"float_roundtrip\", \"raw_value\"] }", false),
    ("serde_path_to_error = \"0.1\"", false),
    ("", false),
    ("[target.'cfg(not(target_arch = \"wasm32\"))'.dependencies]", false),
    ("tokio = { version = \"1\", features = [\"rt\", \"sync\", \"time\"] }", false),
    ("tokio-tungstenite = { version = \"0.29\", features = [\"rustls-tls-native-roots\"] }", true),
    ("", false),
    ("[target.'cfg(target_arch = \"wasm32\")'.dependencies]", false),
    (
        "gloo-net = { version = \"0.6\", default-features = false, features = [\"websocket\"] }",
        true,
    ),
    ("gloo-timers = { version = \"0.3\", features = [\"futures\"] }", false),
    ("js-sys = \"0.3\"", false),
    ("wasm-bindgen-futures = \"0.4\"", false),
];
