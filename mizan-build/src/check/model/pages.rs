//! Each page has a route of its own, and takes from it what a path can hold; and whom a guard lets
//! in.

use mizan_ir::{Api, Auth, Function, Item, Route, Subject, Suggestion, Type, nearest};
use mizan_syntax::{METHODS, parse_route_path};

use super::Fault;
use crate::{
    check::routes::{DEPTH, is_word_shape, may_be_word, shape},
    index::Index,
};

pub(super) fn check_pages(api: &Api) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut pages: Vec<(&str, &Route)> = Vec::new();
    for (name, function) in &api.functions {
        pages.extend(function.route.as_ref().map(|route| (name.as_str(), route)));
    }
    let shapes: Vec<String> = pages.iter().map(|(_, route)| shape(&route.path)).collect();
    let shapes = shapes.iter().enumerate().map(|(number, shape)| (shape.as_str(), number));
    let shapes = Index::new(shapes.collect());
    for (name, function) in &api.functions {
        faults.extend(check_guard(name, function));
        let Some(route) = &function.route else { continue };
        let of_route = |message: String, help: &str| Fault::new(subject(name), message, help);
        if let Some((message, help)) = check_methods(route) {
            faults.push(of_route(message, &help));
        }
        match parse_route_path(&route.path) {
            Err(mistake) => faults.push(of_route(
                format!("`{}` is no route: {mistake}", route.path),
                "it is a path from the root, with parameters in braces: `/profile/{user_id}`",
            )),
            Ok(parameters) => {
                for parameter in &parameters {
                    faults.extend(check_parameter(api, name, function, parameter));
                }
            }
        }
        let alike = shapes.find(&shape(&route.path)).iter().map(|(_, number)| pages[*number]);
        let mut earlier = alike.take_while(|(other, _)| other != name);
        if let Some((message, help)) =
            earlier.find_map(|(other, known)| compare(route, other, known))
        {
            faults.push(of_route(message, help));
        }
    }
    faults
}

fn subject(name: &str) -> Subject {
    Subject::new(Item::Function(name.to_owned())).part("route", 0)
}

fn check_methods(route: &Route) -> Option<(String, String)> {
    let Some(unknown) = route.methods.iter().find(|method| !METHODS.contains(&method.as_str()))
    else {
        let nobody = || ("a route that answers no method is no route".to_owned(), String::new());
        return route.methods.is_empty().then(nobody);
    };
    let meant = Suggestion(nearest(unknown, METHODS));
    Some((format!("unknown method `{unknown}`{meant}"), format!("known: {}", METHODS.join(", "))))
}

/// A part of a path is one word, always there, and an argument of the function.
fn check_parameter(api: &Api, name: &str, function: &Function, parameter: &str) -> Option<Fault> {
    let arguments = || function.arguments.iter().map(|argument| argument.name.as_str());
    let Some(index) = arguments().position(|argument| argument == parameter) else {
        let meant = Suggestion(nearest(parameter, arguments()));
        let message = format!("`{name}` has no argument `{parameter}`{meant}");
        return Some(Fault::new(subject(name), message, "the parts of a path are arguments"));
    };
    let argument = &function.arguments[index];
    let subject = Subject::new(Item::Function(name.to_owned())).part("argument", index);
    let message = format!("`{parameter}` is a part of a path, and `{}` is no word", argument.ty);
    (!is_word(api, &argument.ty, 0)).then(|| {
        Fault::new(subject, message, "take it out of the route, and it comes from the query")
    })
}

fn is_word(api: &Api, ty: &Type, depth: usize) -> bool {
    let Type::Named(path, _) = ty else { return may_be_word(ty) };
    let is_inner_word = |inner: &Type| depth > DEPTH || is_word(api, inner, depth + 1);
    let definition = api.types.get(path);
    definition.is_none_or(|definition| is_word_shape(&definition.shape, &is_inner_word))
}

/// Two routes of one shape answer different methods, and call their parameters the same.
fn compare(route: &Route, other: &str, known: &Route) -> Option<(String, &'static str)> {
    let shared = route.methods.iter().find(|method| known.methods.contains(method));
    match shared {
        Some(method) => Some((
            format!("two pages answer `{method} {}`: the other is `{other}`", route.path),
            "give one of them another path, or other methods",
        )),
        None if route.path != known.path => Some((
            format!("the router takes this path and `{}`, of `{other}`, for one", known.path),
            "call their parameters the same",
        )),
        None => None,
    }
}

/// A word of Mizan's is no function of the backend's.
fn check_guard(name: &str, function: &Function) -> Option<Fault> {
    let Auth::Guard(guard) = &function.auth else { return None };
    let is_word = ["signed-in", "staff", "superuser"].contains(&guard.as_str());
    is_word.then(|| {
        Fault::new(
            Subject::new(Item::Function(name.to_owned())).part("auth", 0),
            format!("`{guard}` is no guard, but one of those that Mizan lets in itself"),
            format!("write `auth \"{guard}\"`"),
        )
    })
}
