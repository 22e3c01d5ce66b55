//! What each crate has to link of others, for its server to look at.

use mizan_ir::{
    Api,
    neighbours::{Neighbour, Offer, signature, write_neighbours},
};

use crate::{
    resolve::Program,
    scan::{ModuleId, Source},
};

/// What is written for a crate of the package; empty where it has nothing to link, or no function
/// whose macro could take notice.
pub(crate) fn tell_neighbours(
    source: &Source,
    program: &Program<'_>,
    api: &Api,
    root: ModuleId,
) -> String {
    if !program.functions.iter().any(|item| source.module(item.module).root == root) {
        return String::new();
    }
    let mut neighbours = Vec::new();
    for neighbour in source.neighbours(root) {
        neighbours.push(Neighbour {
            crate_name: source.module(neighbour).crate_name.clone(),
            alias: source.alias_of(neighbour, root).to_owned(),
            functions: list_offers(source, program, api, neighbour),
        });
    }
    write_neighbours(&neighbours)
}

/// The functions of a crate that somebody can reach.
fn list_offers(source: &Source, program: &Program<'_>, api: &Api, root: ModuleId) -> Vec<Offer> {
    let mut offers = Vec::new();
    for item in program.functions.iter().filter(|item| source.module(item.module).root == root) {
        if let Some(content) = &item.content
            && let name = &content.outline.wire_name
            && let Some(function) = api.functions.get(name).filter(|function| !function.private)
        {
            offers.push(Offer {
                name: name.clone(),
                signature: signature(name, function),
                // Not where in the file, which every edit moves.
                file: function.place.file.clone(),
            });
        }
    }
    offers
}
