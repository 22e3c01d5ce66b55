//! The kernel's own source, which every client carries: TypeScript that people read.

use super::File;

/// Lists files of `kernel/src` by their names.
macro_rules! sources {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../kernel/src/", $name)))),*]
    };
}

const SOURCES: &[(&str, &str)] = sources!(
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

const REACT: &str = include_str!("../../kernel/adapters/react.tsx");

/// The kernel, which knows no framework.
pub(crate) fn emit_kernel() -> Vec<File> {
    SOURCES.iter().map(|(name, text)| file(name, text)).collect()
}

/// The kernel with what React needs of it.
pub(crate) fn emit_react_kernel() -> Vec<File> {
    let mut files = emit_kernel();
    files.push(file("react.tsx", REACT));
    files
}

fn file(name: &str, text: &str) -> File {
    File::new(&format!("kernel/{name}"), text.to_owned())
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    #[test]
    fn every_source_of_the_kernel_is_carried() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("kernel/src");
        let present: BTreeSet<String> = fs::read_dir(directory)
            .expect("the kernel's directory")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"))
            .collect();
        let carried = SOURCES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(present, carried);
    }
}
