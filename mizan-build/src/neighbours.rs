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
    let neighbours = source.neighbours(root).map(|neighbour| Neighbour {
        crate_name: source.module(neighbour).crate_name.clone(),
        alias: source.alias_of(neighbour, root).to_owned(),
        functions: offers(source, program, api, neighbour),
    });
    write_neighbours(&neighbours.collect::<Vec<_>>())
}

/// The functions of a crate that somebody can reach.
fn offers(source: &Source, program: &Program<'_>, api: &Api, root: ModuleId) -> Vec<Offer> {
    let own = program.functions.iter().filter(|item| source.module(item.module).root == root);
    let offers = own.filter_map(|item| {
        let name = &item.content.as_ref()?.outline.wire_name;
        let function = api.functions.get(name).filter(|function| !function.private)?;
        Some(Offer {
            name: name.clone(),
            signature: signature(name, function),
            // Not where in the file, which every edit moves.
            file: function.place.file.clone(),
        })
    });
    offers.collect()
}
