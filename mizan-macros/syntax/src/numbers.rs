//! The numbers of keys, such as the seconds of `cache = 60`. A unit behind one, which Rust does not have,
//! is answered with the plain number.

use syn::{Error, Ident, LitInt};

/// The quantity that a number counts, with suffixes such as `MB` that users write by mistake, each
/// with its factor. They are only used to suggest the plain number.
pub(crate) struct Count {
    pub(crate) of: &'static str,
    pub(crate) units: &'static [(&'static str, u64)],
}

/// A number of seconds.
pub(crate) const SECONDS: Count = Count {
    of: " of seconds",
    units: &[
        ("s", 1),
        ("sec", 1),
        ("m", 60),
        ("min", 60),
        ("h", 60 * 60),
        ("d", 24 * 60 * 60),
        ("w", 7 * 24 * 60 * 60),
    ],
};

pub(crate) const PLAIN: Count = Count { of: "", units: &[] };

pub(crate) const BYTES: Count = Count {
    of: " of bytes",
    units: &[
        ("b", 1),
        ("k", 1_000),
        ("kb", 1_000),
        ("kib", 1 << 10),
        ("m", 1_000_000),
        ("mb", 1_000_000),
        ("mib", 1 << 20),
        ("g", 1_000_000_000),
        ("gb", 1_000_000_000),
        ("gib", 1 << 30),
    ],
};

/// Reads a number without a suffix. A suffix is refused: syn would drop it, and `5m` would be 5.
pub(crate) fn parse_number<N>(key: &Ident, number: &LitInt, count: &Count) -> syn::Result<N>
where
    N: std::str::FromStr<Err: std::fmt::Display>,
{
    if number.suffix().is_empty() {
        return number.base10_parse();
    }
    let digits = number.base10_digits();
    let unit = number.suffix().trim_matches('_');
    let factor = count.units.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit));
    let meant = factor.and_then(|(_, factor)| digits.parse::<u64>().ok()?.checked_mul(*factor));
    let meant = meant.map_or_else(|| digits.to_owned(), |meant| meant.to_string());
    let meant = group_digits(&meant);
    let message = format!("`{key}` takes a plain number{}\nwrite `{key} = {meant}`", count.of);
    Err(Error::new(number.span(), message))
}

/// The digits of a number in groups of three, as in `5_000_000`, from five digits on.
fn group_digits(digits: &str) -> String {
    if digits.len() < 5 {
        return digits.to_owned();
    }
    let first = digits.len() % 3;
    let (start, rest) = digits.split_at(first);
    let groups = rest.as_bytes().chunks(3).map(String::from_utf8_lossy);
    let start = (first > 0).then(|| start.into());
    start.into_iter().chain(groups).collect::<Vec<_>>().join("_")
}
