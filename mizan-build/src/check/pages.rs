//! The rules of pages: each has a route of its own, and takes from it what a path can hold.

use mizan_ir::{Function, Part, Route, Suggestion, Type, nearest};
use mizan_syntax::{METHODS, parse_route_path};

use super::checker::{Checker, at, function};
use crate::{index::Index, text_values};

/// The limit of newtypes within each other. A circle of them is another rule's.
const DEPTH: usize = 16;

/// A page: its name on the wire, itself, its route.
type Page<'draft> = (&'draft str, &'draft Function, &'draft Route);

pub(super) fn check_pages(checker: &mut Checker<'_>) {
    let mut pages = Vec::new();
    for (name, page) in &checker.api.functions {
        pages.extend(page.route.as_ref().map(|route| (name.as_str(), page, route)));
    }
    for page in &pages {
        check_methods(checker, *page);
        check_path(checker, *page);
    }
    check_clashes(checker, &pages);
}

fn check_methods(checker: &mut Checker<'_>, (name, _, route): Page<'_>) {
    let subject = function(name).part(Part::Route);
    if route.methods.is_empty() {
        checker.error(
            subject,
            "a route that answers no method is no route".to_owned(),
            "write `method \"GET\"` inside of it",
        );
    } else if let Some(unknown) = find_unknown_method(route) {
        let meant = Suggestion(nearest(unknown, METHODS));
        let message = format!("unknown method `{unknown}`{meant}");
        checker.error(subject, message, format!("write one of {}", METHODS.join(", ")));
    }
}

fn find_unknown_method(route: &Route) -> Option<&str> {
    let methods = route.methods.iter().map(String::as_str);
    methods.into_iter().find(|method| !METHODS.contains(method))
}

fn check_path(checker: &mut Checker<'_>, page: Page<'_>) {
    let (name, _, route) = page;
    match parse_route_path(&route.path) {
        Err(mistake) => {
            let (reason, help) = mistake.split_once('\n').unwrap_or((&mistake, ""));
            let message = format!("`{}` is no route: {reason}", route.path);
            checker.error(function(name).part(Part::Route), message, help);
        }
        Ok(parameters) => {
            for parameter in &parameters {
                check_parameter(checker, page, parameter);
            }
        }
    }
}

/// A part of a path is an argument, always there, and written as a text.
fn check_parameter(checker: &mut Checker<'_>, (name, page, _): Page<'_>, parameter: &str) {
    let arguments = || page.arguments.iter().map(|argument| argument.name.as_str());
    let Some(index) = arguments().position(|argument| argument == parameter) else {
        let meant = Suggestion(nearest(parameter, arguments()));
        let message = format!("`{name}` has no argument `{parameter}`{meant}");
        let help = "give the function that argument, or leave it out of the route";
        return checker.error(function(name).part(Part::Route), message, help);
    };
    let out_of_it = format!("take `{parameter}` out of the route, and it comes from the query");
    let (message, help) = match &page.arguments[index].ty {
        Type::Option(inner) => {
            let inner = checker.show(inner);
            let written =
                checker.advice(format!("{parameter}: {inner}"), format!("type=\"{inner}\""));
            let message = "a part of a path is always there, and this is an `Option`".to_owned();
            (message, format!("write `{written}`, or {out_of_it}"))
        }
        ty if !is_text(checker, ty, 0) => {
            let shown = checker.show(ty);
            (format!("a part of a path is one word, which `{shown}` is not"), out_of_it)
        }
        _ => return,
    };
    checker.error(function(name).part(Part::ArgumentType(index)), message, help);
}

/// Returns true if a value is read from one segment of a path.
fn is_text(checker: &Checker<'_>, ty: &Type, depth: usize) -> bool {
    let Type::Named(path, _) = ty else { return text_values::may_be_segment(ty) };
    let is_inner_text = |inner: &Type| depth > DEPTH || is_text(checker, inner, depth + 1);
    let definition = checker.api.types.get(path);
    definition
        .is_none_or(|definition| text_values::is_read_as_text(&definition.shape, &is_inner_text))
}

fn check_clashes(checker: &mut Checker<'_>, pages: &[Page<'_>]) {
    let shapes: Vec<String> = pages.iter().map(|(_, _, route)| shape(&route.path)).collect();
    let shapes = shapes.iter().enumerate().map(|(number, shape)| (shape.as_str(), number));
    for group in Index::new(shapes.collect()).shared() {
        for (_, number) in group {
            let mut others = group.iter().filter(|(_, other)| other != number);
            let clash = others
                .find_map(|(_, other)| describe_clash(checker, pages[*number], pages[*other]));
            if let Some((message, help)) = clash {
                checker.error(function(pages[*number].0).part(Part::Route), message, help);
            }
        }
    }
}

/// The path without the names of its parameters, as the router compares it.
fn shape(path: &str) -> String {
    let segments = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    segments.collect::<Vec<_>>().join("/")
}

/// Two routes of one shape answer different methods, and call their parameters the same.
fn describe_clash(
    checker: &Checker<'_>,
    (_, _, route): Page<'_>,
    (other_name, other, other_route): Page<'_>,
) -> Option<(String, &'static str)> {
    let (other_name, place) = (checker.function_name(other_name), at(&other.location));
    let methods = route.methods.iter().map(String::as_str);
    let shared: Vec<&str> =
        methods.filter(|method| other_route.methods.iter().any(|known| known == method)).collect();
    if !shared.is_empty() {
        let message = format!(
            "two pages answer `{} {}`: the other is `{other_name}`{place}",
            shared.join(", "),
            route.path,
        );
        return Some((message, "give one of them another path, or other `methods`"));
    }
    let message = format!(
        "the router takes this path and `{}`, of `{other_name}`{}, for one",
        other_route.path,
        place.trim_start_matches(','),
    );
    (route.path != other_route.path).then_some((message, "call their parameters the same"))
}
