//! The routes of pages: two pages must not clash.

use super::errors::WiringError;
use crate::declared::function::{Function, Route};

/// An error for each page whose route clashes with that of an earlier one.
pub(super) fn find_same_routes(pages: impl Iterator<Item = &'static Function>) -> Vec<WiringError> {
    let pages: Vec<(&'static Function, Route)> =
        pages.filter_map(|page| Some((page, page.route?))).collect();
    let mut errors = Vec::new();
    for (index, (function, route)) in pages.iter().enumerate() {
        let same = pages[..index].iter().find(|(_, earlier)| earlier.clashes(route));
        errors.extend(same.map(|(earlier, _)| WiringError::same_route(earlier, function)));
    }
    errors
}
