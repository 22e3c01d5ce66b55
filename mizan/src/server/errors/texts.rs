//! The texts of the errors of the wiring: what is wrong, where, and the line to write.

use std::fmt;

use super::WiringError;

/// The first of several items, a line each with its source location, and the number of the others.
struct Places<'error>(&'error [(String, String)]);

impl fmt::Display for Places<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 3;
        for (name, location) in self.0.iter().take(SHOWN) {
            write!(formatter, "\n  in `{name}` at {location}")?;
        }
        match self.0.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            others => write!(formatter, "\n  and in {others} more"),
        }
    }
}

impl fmt::Display for WiringError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFunctions => formatter.write_str(
                "there are no functions in this program\n  \
                 write one with #[mizan::client]; if they are in a crate of their own, name it \
                 in this one, so that it is linked:\n    use my_api as _;",
            ),
            Self::NotProvided { function, location, type_name, is_identity: true, .. } => write!(
                formatter,
                "`{function}` borrows `{type_name}`, and nobody finds out who is asking\n  \
                 at {location}\n  \
                 add a line to the builder:\n    .identify(source) // which finds {type_name}",
            ),
            Self::NotProvided { function, location, type_name, is_object: true, .. } => write!(
                formatter,
                "`{function}` borrows `{type_name}`, which nobody provided\n  \
                 at {location}\n  \
                 add a line to the builder:\n    .provide(Arc::new(value) as Arc<{type_name}>)",
            ),
            Self::NotProvided { function, location, type_name, is_identity: false, .. } => write!(
                formatter,
                "`{function}` borrows `{type_name}`, which nobody provided\n  \
                 at {location}\n  \
                 add a line to the builder:\n    .provide(value) // of type {type_name}\n  \
                 or, if it tells who is asking, derive `mizan::Identity` for it",
            ),
            Self::NoSlot { function, location, context, reads } => {
                let shown = match reads.as_slice() {
                    [] => "no read of it shows".to_owned(),
                    reads => format!("`{}` show", reads.join("`, `")),
                };
                write!(
                    formatter,
                    "`{function}` merges into the context `{context}`, and {shown} what it \
                     answers\n  at {location}\n  name the read that takes it: `merge = …`",
                )
            }
            Self::BrokenChannel { channel, joins, presents, has_presence } => {
                let (found, key, functions) = match joins.len() {
                    1 => ("members appear by", "present", presents),
                    _ => ("members come in by", "join", joins),
                };
                let list = match functions.as_slice() {
                    [] => "no function".to_owned(),
                    functions => format!("`{}`", functions.join("`, `")),
                };
                let advice = match (key, has_presence) {
                    ("present", false) => {
                        "write `presence = …` at the channel, or leave it out there"
                    }
                    _ => "let one function have that key",
                };
                write!(
                    formatter,
                    "the channel `{channel}`: {found} {list}\n  key `{key}`: {advice}"
                )
            }
            Self::ProvidedTwice { type_name } => write!(
                formatter,
                "`{type_name}` is provided twice\n  \
                 functions borrow by type: keep one `.provide(…)`, or give the second a type of \
                 its own",
            ),
            Self::ProvidedAndIdentified { type_name } => write!(
                formatter,
                "`{type_name}` is provided and identified\n  \
                 what is provided is the same for everybody: leave out `.provide(…)` for who is \
                 asking",
            ),
            Self::NoSessions { function, location } => write!(
                formatter,
                "`{function}` signs in or out, but sessions tell nobody who is asking\n  \
                 at {location}\n  \
                 add a line to the builder:\n    \
                 .identify(mizan::auth::sessions::<Me>()) // Me: your identity type",
            ),
            Self::NoPages { function, location, reason } => write!(
                formatter,
                "`{function}` answers a list in pages, but {reason}\n  \
                 at {location}\n  \
                 answer a list, or a struct with one list and the cursor of the `next` page",
            ),
            Self::NobodyIdentified { function, location } => write!(
                formatter,
                "`{function}` has `auth`, but nobody tells this server who is asking\n  \
                 at {location}\n  \
                 add a line to the builder:\n    \
                 .identify(source) // one of mizan::auth, or your own mizan::Identify",
            ),
            Self::UnknownGuard { function, location, type_name } => write!(
                formatter,
                "the guard of `{function}` looks at `{type_name}`, which nobody identifies\n  \
                 at {location}\n  \
                 add a line to the builder:\n    \
                 .identify(source) // which finds {type_name}",
            ),
            Self::UndetectableContent { function, location, parameter, content_type } => write!(
                formatter,
                "`{function}` accepts `{content_type}` for `{parameter}`, which no file ever is\n  \
                 at {location}\n  \
                 what a file is, its first bytes tell, and they do not tell this: accept \
                 `text/plain` for any text, or leave `accept` out and look at the content",
            ),
            Self::LargeBody { function, location, body, most } => write!(
                formatter,
                "`{function}` takes bodies of {body} bytes, and the server none over {most}\n  \
                 at {location}\n  \
                 raise the limit of the server, or lower that of the function:\n    \
                 .body_limit({body})",
            ),
            Self::SameRoute { routes: [route, other], locations: [first, second] } => write!(
                formatter,
                "two pages are at one route\n  `{route}` at {first}\n  `{other}` at {second}\n  \
                 give one of them another path, or other `methods` and the same path",
            ),
            Self::NotLinked { crate_name, functions, file } => write!(
                formatter,
                "the build read `{}` in `{crate_name}`, which is not linked into this program\n  \
                 at {file}\n  \
                 name the crate in this one, and rustc links it:\n    use {crate_name} as _;\n  \
                 or, if another program serves it, give that a package and a client of its own",
                functions.join("`, `"),
            ),
            Self::LeftOut { function, crate_name, file } => write!(
                formatter,
                "the build read `{function}` in `{crate_name}`, and it is not compiled into this \
                 program\n  at {file}\n  \
                 a `cfg` leaves it out: see that Cargo.toml asks for the same features of \
                 `{crate_name}` wherever it is built",
            ),
            Self::Unread { function, location } => write!(
                formatter,
                "`{function}` is linked into this program, and no client knows it: the build did \
                 not read it\n  at {location}\n  \
                 write it out where no macro makes it; if a feature brings it, ask for that in \
                 the package whose build.rs writes the client",
            ),
            Self::Misread { function, location } => write!(
                formatter,
                "the client takes `{function}` for another than it is: the build read something \
                 else in the source than the compiler\n  at {location}\n  \
                 write its types by their full path, and see that Cargo.toml asks for the same \
                 features of its crate wherever it is built; `mizan::assert_ir!()` in a test shows \
                 the difference",
            ),
            Self::DecimalIsNumber { feature, functions } => write!(
                formatter,
                "the feature `{feature}` of `rust_decimal` is on: serde writes a `Decimal` as a \
                 number, and the client expects a text{}\n  \
                 leave the feature out where it is asked for, which `cargo tree -e features -i \
                 rust_decimal` shows; or name the type above each decimal: \
                 `#[mizan(as = \"f64\")]`",
                Places(functions),
            ),
            Self::ArbitraryPrecision { types } => write!(
                formatter,
                "the feature `arbitrary_precision` of `serde_json` is on: serde cannot read a \
                 number with a fraction where a type is tagged, untagged or flattened{}\n  \
                 leave the feature out where it is asked for, which `cargo tree -e features -i \
                 serde_json` shows; or send the number as a text, in a `String`",
                Places(types),
            ),
            Self::NoShell => formatter.write_str(
                "the renderer has no document for the pages of this server\n  \
                 name the one that the bundler writes, with `<!--page-->` in its body:\n    \
                 .shell(\"web/dist/index.html\")",
            ),
            Self::SharedSecret => formatter.write_str(
                "`mizan::auth::jwt` and `mizan::auth::mwt` have one secret\n  \
                 a leaked secret would forge both kinds of tokens: give each a secret of its own",
            ),
            Self::NoOrigin { text } => write!(
                formatter,
                "`{text}` is not the origin of a page\n  \
                 an origin is a scheme, a host and a port, without a path:\n    \
                 .trust_origin(\"https://app.example\")",
            ),
            Self::LocalCache => formatter.write_str(
                "a cache in memory beside a bus: the other nodes would serve what this one changes\n  \
                 let all nodes share one: .cache(mizan::cache::redis(url, secret).await?)\n  \
                 or serve what others have changed for a moment longer: \
                 .local(Duration::from_millis(200))",
            ),
            Self::LongLease { lease } => write!(
                formatter,
                "the cache would answer for {lease:?} without asking its store, and may for a second at \
                 most\n  \
                 write .local(Duration::from_secs(1)), or less",
            ),
            Self::Uncacheable { function, location, borrower } => write!(
                formatter,
                "`{function}` says `cache`, and nothing of its context is kept\n  at {location}\n  \
                 `{borrower}` borrows the request or the session, which differ from request to request: \
                 borrow an identity there instead, or leave `cache` out here",
            ),
            Self::NeverKept { function, location, other } => write!(
                formatter,
                "`{function}` says `cache`, and nothing of its context is kept\n  at {location}\n  \
                 `{other}` says `cache = false`, and a context is kept as a whole: leave `cache` out of one of \
                 them, or let `{other}` read a context of its own",
            ),
            Self::SameName { name, locations: [first, second] } => write!(
                formatter,
                "two functions are called `{name}`\n  at {first}\n  at {second}\n  \
                 give one of them another name: #[mizan::client(name = \"…\")]",
            ),
        }
    }
}
