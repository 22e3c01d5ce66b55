//! The TypeScript that clients carry as it is: the kernel, and the adapter of each framework.

use super::File;

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
    "action.ts"
    "canonical.ts"
    "clock.ts"
    "core.ts"
    "entry.ts"
    "error.ts"
    "host.ts"
    "http.ts"
    "hydration.ts"
    "index.ts"
    "kernel.ts"
    "landing.ts"
    "lifetime.ts"
    "mutation.ts"
    "observer.ts"
    "optimism.ts"
    "reads.ts"
    "registry.ts"
    "retry.ts"
    "session.ts"
    "shape.ts"
    "share.ts"
    "source.ts"
    "spec.ts"
    "tokens.ts"
    "transport.ts"
    "upload.ts"
);

/// The files of the kernel, as they lie in a client.
pub(crate) fn emit_kernel() -> Vec<File> {
    place_in(KERNEL, "kernel")
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
            waiting.extend(crate::write::entries_of(&path));
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
        assert_complete("src", KERNEL);
    }
}
