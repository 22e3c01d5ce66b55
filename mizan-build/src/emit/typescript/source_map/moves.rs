//! Updates a source map after an edit that only moved items.

use mizan_ir::MovedPositions;

use super::{
    emit::MAPPINGS,
    numbers::{push_number, read_number},
};

/// The source map after an edit that moved the items of the sources that `find_moves` knows. `None`
/// where a location is not among the moves of its source.
pub(crate) fn move_locations<'moves>(
    text: &str,
    find_moves: impl Fn(&str) -> Option<&'moves MovedPositions>,
) -> Option<String> {
    let (_, list) = text.split_once("\n  \"sources\": [\"")?;
    let (sources, _) = list.split_once("\"],\n")?;
    let sources: Vec<Option<&MovedPositions>> = sources.split("\", \"").map(find_moves).collect();
    let (above, mappings) = text.split_once(MAPPINGS)?;
    let (mappings, below) = mappings.split_once('"')?;
    let mut moved = format!("{above}{MAPPINGS}").into_bytes();
    let (mut at, mut copied) = (0, 0);
    let (mut source, mut location, mut last) = (0, (0, 0), (0, 0));
    while at < mappings.len() {
        // The first number of a segment is the column, which stays. A separator is no number.
        if read_number(mappings, &mut at).is_none() {
            at += 1;
            continue;
        }
        let Some(difference) = read_number(mappings, &mut at) else { continue };
        source += difference;
        let start = at;
        let told = (read_number(mappings, &mut at)?, read_number(mappings, &mut at)?);
        location = (location.0 + told.0, location.1 + told.1);
        let new = match sources.get(usize::try_from(source).ok()?)? {
            Some(moves) => find_location(moves, location)?,
            None => location,
        };
        if (new.0 - last.0, new.1 - last.1) != told {
            moved.extend_from_slice(&mappings.as_bytes()[copied..start]);
            push_number(&mut moved, usize::try_from(new.0).ok()?, usize::try_from(last.0).ok()?);
            push_number(&mut moved, usize::try_from(new.1).ok()?, usize::try_from(last.1).ok()?);
            copied = at;
        }
        last = new;
    }
    moved.extend_from_slice(&mappings.as_bytes()[copied..]);
    Some(format!("{}\"{below}", String::from_utf8(moved).ok()?))
}

/// The new location. Lines and columns are counted from 0 here, and from 1 in `MovedPositions`.
fn find_location(moves: &MovedPositions, (line, column): (isize, isize)) -> Option<(isize, isize)> {
    let old = (usize::try_from(line + 1).ok()?, usize::try_from(column + 1).ok()?);
    let (line, column) = moves.get(&old)?;
    Some((isize::try_from(*line).ok()? - 1, isize::try_from(*column).ok()? - 1))
}
