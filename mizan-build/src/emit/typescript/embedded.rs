//! The TypeScript that each client contains unchanged: the kernel, and the adapter of a framework.

use crate::emit::file::File;

/// A file of the folder `kernel`, with its text.
pub(crate) type Embedded = (&'static str, &'static str);

/// Embeds files of a folder below `kernel`, by their paths inside the folder.
macro_rules! embed {
    ($folder:literal: $($path:literal)*) => {
        &[$((
            $path,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/kernel/", $folder, "/", $path)),
        )),*]
    };
}
pub(crate) use embed;

/// The kernel, which knows no framework. A test holds this list against the folder.
const KERNEL: &[Embedded] = embed!("src":
    "channels/membership.ts"
    "channels/room.ts"
    "channels/spec.ts"
    "edits/changes.ts"
    "edits/conflict.ts"
    "edits/editable.ts"
    "edits/editor.ts"
    "forms/asking.ts"
    "forms/fields.ts"
    "forms/form.ts"
    "forms/input.ts"
    "forms/paths.ts"
    "forms/refusals.ts"
    "forms/rules.ts"
    "forms/schema.ts"
    "forms/state.ts"
    "hydration.ts"
    "index.ts"
    "kernel.ts"
    "live/connection.ts"
    "live/live.ts"
    "live/over-socket.ts"
    "live/socket-upload.ts"
    "live/status.ts"
    "mutations/action.ts"
    "mutations/call.ts"
    "mutations/drafts.ts"
    "mutations/guess.ts"
    "mutations/reply.ts"
    "observe/arrival.ts"
    "observe/observer.ts"
    "observe/params.ts"
    "observe/previous.ts"
    "observe/source.ts"
    "paging/list.ts"
    "paging/more.ts"
    "paging/pages.ts"
    "port.ts"
    "reads/bundle.ts"
    "reads/freshness.ts"
    "reads/invalidation.ts"
    "reads/lifetime.ts"
    "reads/read.ts"
    "reads/retry.ts"
    "reads/session.ts"
    "reads/tabs.ts"
    "reads/together.ts"
    "reads/unauthorized.ts"
    "share/clone.ts"
    "share/copy.ts"
    "share/decoder.ts"
    "share/patch.ts"
    "share/structural.ts"
    "spec.ts"
    "store/absent.ts"
    "store/address.ts"
    "store/batch.ts"
    "store/clock.ts"
    "store/core.ts"
    "store/entry.ts"
    "store/events.ts"
    "store/host.ts"
    "store/names.ts"
    "store/optimism.ts"
    "store/order.ts"
    "store/seen.ts"
    "store/writes.ts"
    "streams/action.ts"
    "streams/stream.ts"
    "tauri.ts"
    "wire/abort.ts"
    "wire/bodies.ts"
    "wire/calls.ts"
    "wire/canonical.ts"
    "wire/error.ts"
    "wire/frames.ts"
    "wire/http.ts"
    "wire/json.ts"
    "wire/post.ts"
    "wire/reads.ts"
    "wire/send.ts"
    "wire/stringify.ts"
    "wire/tauri-bridge.ts"
    "wire/tauri-drops.ts"
    "wire/tokens.ts"
    "wire/transport.ts"
    "wire/upload.ts"
);

/// The part of the kernel that renders pages and takes them over, which only a client of an API with pages has.
const RENDERING: &[Embedded] = embed!("src":
    "rendering/browser.ts"
    "rendering/decoders.ts"
    "rendering/index.ts"
    "rendering/page.ts"
    "rendering/plain.ts"
    "rendering/response.ts"
    "rendering/server.ts"
);

/// The files of the kernel, as they lie in a client.
pub(crate) fn emit_kernel() -> Vec<File> {
    place_in(KERNEL, "kernel")
}

/// The files of the kernel that only pages need.
pub(crate) fn emit_rendering() -> Vec<File> {
    place_in(RENDERING, "kernel")
}

/// Embedded files, as they lie in a folder of the client.
pub(crate) fn place_in(embedded: &[Embedded], folder: &str) -> Vec<File> {
    let place =
        |(path, text): &Embedded| File::new(&format!("{folder}/{path}"), (*text).to_owned());
    embedded.iter().map(place).collect()
}

/// Asserts that a folder below `kernel` holds the embedded files and no others.
#[cfg(test)]
pub(crate) fn assert_complete(folder: &str, embedded: &[Embedded]) {
    use std::{collections::BTreeSet, path::Path};

    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("kernel").join(folder);
    let mut present = BTreeSet::new();
    let mut waiting = vec![root.clone()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(crate::files::entries_of(&path));
        } else {
            let path = path.strip_prefix(&root).expect("a path below the folder");
            let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
            present.insert(parts.join("/"));
        }
    }
    let listed = embedded.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(present, listed, "the list of `kernel/{folder}` differs from the folder");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_is_embedded_whole() {
        assert_complete("src", &[KERNEL, RENDERING].concat());
    }
}
