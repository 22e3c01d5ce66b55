//! The search for the name that a misspelt name was meant to be.
//!
//! `strsim` is not used: it has no case-insensitive distance and no limit, so this file would keep
//! half of its code, and every build script would compile one more crate.

use std::fmt;

/// The candidate with the least edit distance. The limit is a third of the letters of `written`, and
/// 1 for a name of less than six letters.
///
/// ```
/// use mizan_ir::nearest;
///
/// assert_eq!(nearest("contxt", ["affects", "context"]), Some("context"));
/// assert_eq!(nearest("colour", ["affects", "context"]), None);
/// ```
pub fn nearest<'name>(
    written: &str,
    candidates: impl IntoIterator<Item = &'name str>,
) -> Option<&'name str> {
    let limit = written.chars().count().max(3) / 3;
    candidates
        .into_iter()
        .map(|candidate| (distance(written, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// A sentence that proposes a name; an empty text for `None`.
///
/// ```
/// use mizan_ir::Suggestion;
///
/// assert_eq!(Suggestion(Some("context")).to_string(), "; did you mean `context`?");
/// assert_eq!(Suggestion(None).to_string(), "");
/// ```
pub struct Suggestion<'name>(pub Option<&'name str>);

impl fmt::Display for Suggestion<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(name) => write!(formatter, "; did you mean `{name}`?"),
            None => Ok(()),
        }
    }
}

/// The number of letters to insert, remove, replace or swap with the next letter. Upper and lower
/// case are equal.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.to_lowercase().chars().collect();
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let exchanged = previous[column] + usize::from(letter != other);
            let mut best = exchanged.min(previous[column + 1] + 1).min(current[column] + 1);
            let swapped =
                row > 0 && column > 0 && left[row - 1] == *other && *letter == right[column - 1];
            if swapped {
                best = best.min(before[column - 1] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut previous, current);
    }
    previous[right.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn a_swap_of_neighbours_is_one_mistake() {
        assert_eq!(distance("cotnext", "context"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("user", "User"), 0);
    }
}
