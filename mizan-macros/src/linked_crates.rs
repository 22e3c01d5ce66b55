//! The build's list of linked crates, registered by the first function of a crate.

use std::env;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use mizan_syntax::report;
use proc_macro2::TokenStream;
use quote::quote;

/// True once a function of the crate that is compiled has registered the list.
static REGISTERED: AtomicBool = AtomicBool::new(false);

/// Registers the list that the build wrote for this crate, if there is one and no function has
/// registered it yet.
pub(crate) fn expand() -> Option<TokenStream> {
    if REGISTERED.swap(true, Ordering::Relaxed) {
        return None;
    }
    let name = match env::var("CARGO_BIN_NAME") {
        Ok(_) => format!("bin-{}", env::var("CARGO_CRATE_NAME").ok()?),
        Err(_) => "lib".to_owned(),
    };
    let report = report::path(Path::new(&env::var_os("OUT_DIR")?));
    let path = report.with_file_name("linked_crates").join(name);
    let path = fs::metadata(&path).is_ok_and(|file| file.len() > 0).then_some(path)?;
    let path = path.to_str()?;
    Some(quote! {
        #[::mizan::__private::linkme::distributed_slice(::mizan::__private::LINKED_CRATES)]
        #[linkme(crate = ::mizan::__private::linkme)]
        static LINKED_CRATES: &str = ::core::include_str!(#path);
    })
}
