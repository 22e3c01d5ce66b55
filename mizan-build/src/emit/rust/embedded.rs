//! The Rust that each client contains unchanged: its calls over HTTP, and the store of the server's data.

use mizan_ir::Api;

use super::emit::is_live;
use crate::emit::{file::File, model::Model};

/// Embeds files of a folder below `rust`, by their paths inside the folder.
macro_rules! embed {
    ($folder:literal: $($path:literal)*) => {
        &[$((
            concat!($folder, "/", $path),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rust/", $folder, "/", $path)),
        )),*]
    };
}

const CLIENT: &[(&str, &str)] = embed!("client":
    "address.rs"
    "answer.rs"
    "arguments.rs"
    "big.rs"
    "body.rs"
    "call.rs"
    "client.rs"
    "decode.rs"
    "failure.rs"
    "fields.rs"
    "headers.rs"
    "http.rs"
    "mod.rs"
    "read.rs"
    "room.rs"
    "session.rs"
    "stream.rs"
    "turns.rs"
    "upload.rs"
);

const RUNTIME: &[(&str, &str)] = embed!("runtime":
    "browser.rs"
    "canonical.rs"
    "carrier.rs"
    "channels/membership.rs"
    "channels/mod.rs"
    "channels/room.rs"
    "channels/state.rs"
    "error.rs"
    "live/connection.rs"
    "live/exchange.rs"
    "live/greeting.rs"
    "live/links.rs"
    "live/mod.rs"
    "live/requests.rs"
    "live/socket.rs"
    "live/status.rs"
    "mod.rs"
    "mutations/call.rs"
    "mutations/drafts.rs"
    "mutations/mod.rs"
    "mutations/reply.rs"
    "native.rs"
    "observe/mod.rs"
    "observe/settled.rs"
    "observe/source.rs"
    "observe/state.rs"
    "observe/watch.rs"
    "reads/bundle.rs"
    "reads/invalidation.rs"
    "reads/lifetime.rs"
    "reads/mod.rs"
    "reads/read.rs"
    "reads/retry.rs"
    "reads/session.rs"
    "reads/unauthorized.rs"
    "send.rs"
    "spec.rs"
    "store/address.rs"
    "store/core.rs"
    "store/entry.rs"
    "store/handle.rs"
    "store/mod.rs"
    "store/names.rs"
    "store/optimism.rs"
    "store/options.rs"
    "store/order.rs"
    "store/seen.rs"
    "store/tasks.rs"
    "store/writes.rs"
    "timers.rs"
);

/// What opens sockets, for an API of which something is live.
const SOCKETS: &[(&str, &str)] = embed!("sockets":
    "browser.rs"
    "mod.rs"
    "native.rs"
);

/// The files that are the same for every API, and those that open sockets where something is live.
pub(crate) fn emit_fixed_part(api: &Api) -> Vec<File> {
    let is_live = is_live(&Model::new(&api.reachable()));
    let sockets = if is_live { SOCKETS } else { &[] };
    let files = CLIENT.iter().chain(RUNTIME).chain(sockets);
    files.map(|(path, text)| File::new(path, (*text).to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, path::Path};

    use super::*;
    use crate::emit::typescript::odd_api;

    #[test]
    fn the_folders_are_embedded_whole() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rust");
        let mut present = BTreeSet::new();
        let mut waiting = vec![root.join("client"), root.join("runtime"), root.join("sockets")];
        while let Some(path) = waiting.pop() {
            if path.is_dir() {
                waiting.extend(crate::files::entries_of(&path));
            } else {
                let path = path.strip_prefix(&root).expect("a path below the folder");
                let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
                present.insert(parts.join("/"));
            }
        }
        let listed = emit_fixed_part(&odd_api()).into_iter().map(|file| file.path).collect();
        assert_eq!(present, listed, "the list differs from the folders of `mizan-build/rust`");
    }
}
