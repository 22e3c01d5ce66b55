//! The keys `route = "/profile/{user_id}"` and `methods = [GET, POST]` of a page.

use syn::{
    Error, Ident, LitStr, Token, bracketed, ext::IdentExt, parse::ParseStream, token::Bracket,
};

use crate::{
    Suggestion, bare_name,
    keys::{parse_separated, parse_text},
    nearest,
};

/// The path of a page.
#[derive(Clone)]
pub struct Route {
    /// The path, as it is written.
    pub path: LitStr,
    /// The names in its braces, in their order.
    pub parameters: Vec<String>,
}

/// The methods that a page may answer.
///
/// ```
/// assert!(mizan_syntax::METHODS.contains(&"GET"));
/// ```
pub const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

pub(super) fn parse_route(key: &Ident, input: ParseStream) -> syn::Result<Route> {
    let path = parse_text(key, input)?;
    match parse_route_path(&path.value()) {
        Ok(parameters) => Ok(Route { path, parameters }),
        Err(message) => Err(Error::new(path.span(), message)),
    }
}

/// The names in the braces of a route, in their order.
///
/// ```
/// assert_eq!(mizan_syntax::parse_route_path("/u/{user_id}/"), Ok(vec!["user_id".to_owned()]));
/// ```
///
/// # Errors
///
/// The reason why the text is not a route.
pub fn parse_route_path(path: &str) -> Result<Vec<String>, String> {
    let Some(path) = path.strip_prefix('/') else {
        return Err(format!("a route begins at the root of the application\nwrite `\"/{path}\"`"));
    };
    if path.starts_with('/') || path.contains("//") {
        return Err(format!("`//` leaves a segment empty\nwrite `\"/{}\"`", join_segments(path)));
    }
    let mut parameters: Vec<String> = Vec::new();
    for segment in path.split('/') {
        let Some(parameter) = parse_segment(segment)? else { continue };
        if parameters.contains(&parameter) {
            return Err(format!(
                "`{{{parameter}}}` is in this route twice\n\
                 give each segment a parameter of its own"
            ));
        }
        parameters.push(parameter);
    }
    Ok(parameters)
}

/// The path without its empty segments; a `/` at its end stays.
fn join_segments(path: &str) -> String {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let end = if path.ends_with('/') && !segments.is_empty() { "/" } else { "" };
    segments.join("/") + end
}

/// The name in the braces of a segment; `None` for a segment without braces.
fn parse_segment(segment: &str) -> Result<Option<String>, String> {
    if let Some(name) = segment.strip_prefix(':').or_else(|| angled(segment)) {
        return Err(format!("a parameter of a route stands in braces\nwrite `{{{name}}}`"));
    }
    if segment.contains(['?', '#']) {
        return Err("a route is a path: the other parameters of the function come from the query \
                    by themselves\n\
                    leave the query out"
            .to_owned());
    }
    if let Some(wrong) = segment.chars().find(|letter| !is_plain(*letter)) {
        return Err(format!("`{wrong}` cannot stand in a path\nwrite it percent-encoded"));
    }
    let (start, end) = (segment.strip_prefix('{'), segment.strip_suffix('}'));
    let name = start.and_then(|rest| rest.strip_suffix('}'));
    let is_name = |name: &&str| syn::parse_str::<Ident>(name).is_ok();
    if let (None, Some(name)) = (name, start.or(end).filter(is_name)) {
        return Err(format!("`{segment}` wants a brace\nwrite `{{{name}}}`"));
    }
    match name {
        Some(name) if name.contains(['*', '.']) => Err(format!(
            "a parameter takes one segment, and no more\n\
             name each of them, or leave `{segment}` out, and the parameter comes from the query"
        )),
        Some(name) if syn::parse_str::<Ident>(name).is_ok() => Ok(Some(name.to_owned())),
        Some(_) => Err(format!(
            "`{segment}` does not name a parameter of the function\nwrite the \
                                name of one in the braces, `{{user_id}}`"
        )),
        None if segment.contains(['{', '}']) => Err(format!(
            "a parameter takes a whole segment, and `{segment}` is more than one\n\
             put the parameter between two `/`, and take apart what it holds in the body"
        )),
        None => Ok(None),
    }
}

fn angled(segment: &str) -> Option<&str> {
    let name = segment.strip_prefix('<')?.strip_suffix('>')?;
    Some(name.rsplit(':').next().unwrap_or(name))
}

fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%{}".contains(letter)
}

/// Reads one method, or a list of methods in brackets.
pub(super) fn parse_methods(input: ParseStream) -> syn::Result<Vec<Ident>> {
    input.parse::<Token![=]>()?;
    if !input.peek(Bracket) {
        return Ok(vec![parse_method(input)?]);
    }
    let list;
    let bracket = bracketed!(list in input);
    let methods = parse_separated(&list, parse_method)?;
    for (position, method) in methods.iter().enumerate() {
        if methods[..position].contains(method) {
            return Err(Error::new(
                method.span(),
                format!(
                    "`{method}` is listed twice\n\
                     keep one of them"
                ),
            ));
        }
    }
    match methods.is_empty() {
        true => Err(Error::new(
            bracket.span.join(),
            "a route that answers no method is no route\n\
             write `methods = [POST]`, or leave `methods` out for `GET`",
        )),
        false => Ok(methods),
    }
}

fn parse_method(input: ParseStream) -> syn::Result<Ident> {
    if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        let word = nearest(&text.value(), METHODS).unwrap_or("GET");
        return Err(Error::new(
            text.span(),
            format!("a method is a word, no text\nwrite `{word}`"),
        ));
    }
    if !input.peek(Ident::peek_any) {
        return Err(input.error(format!("expected a method\nwrite one or several of {}", listed())));
    }
    let method = input.call(Ident::parse_any)?;
    let name = bare_name(&method);
    if METHODS.contains(&name.as_str()) {
        return Ok(method);
    }
    let message = match name.as_str() {
        "HEAD" => "`HEAD` is answered wherever `GET` is\nleave it out".to_owned(),
        _ => format!(
            "unknown method `{name}`{}\nwrite one or several of {}",
            Suggestion(nearest(&name, METHODS)),
            listed()
        ),
    };
    Err(Error::new(method.span(), message))
}

fn listed() -> String {
    METHODS.map(|method| format!("`{method}`")).join(", ")
}

#[cfg(test)]
mod tests {
    use super::parse_route_path;

    #[test]
    fn parameters_stand_in_braces() {
        assert_eq!(parse_route_path("/"), Ok(vec![]));
        assert_eq!(parse_route_path("/u/{user_id}/p/{page}/").unwrap(), ["user_id", "page"]);
        for wrong in
            ["profile", "/:id", "/<int:id>/", "/{id}.html", "/{}", "/{a}/{a}", "/a?b={c}", "/a b"]
        {
            assert!(parse_route_path(wrong).is_err(), "{wrong}");
        }
    }
}
