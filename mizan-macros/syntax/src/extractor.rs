//! The extractors and the responses of web frameworks, and what a client function has instead.
//!
//! A client function is no handler: its parameters are what the caller sends and what the server
//! lends, and its result is the value itself.

use quote::ToTokens;
use syn::{Pat, PatType, PathArguments, Type};

use crate::{bare_name, generic_arguments::type_arguments};

/// A type of a web framework that a handler takes or returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameworkType {
    /// `State`, `Extension` or `Data`: what the application holds.
    State,
    /// `Json`, `Query`, `Path` or `Form`: what the caller sends.
    Content,
    /// `Multipart`: files.
    Files,
    /// `HeaderMap`, `CookieJar`, `ConnectInfo` and others: a part of the request.
    Request,
    /// `Html`, `Redirect`, `Response` and others: a response.
    Response,
}

/// The frameworks, by the names of their crates.
const FRAMEWORKS: [&str; 7] =
    ["axum", "axum_core", "axum_extra", "actix_web", "rocket", "poem", "http"];

impl FrameworkType {
    /// The type at a path, whose first name is that of the crate.
    ///
    /// ```
    /// use mizan_syntax::FrameworkType;
    ///
    /// let of = |path: &[&str]| FrameworkType::at(path).map(|(_, ty)| ty);
    /// assert_eq!(of(&["axum", "extract", "State"]), Some(FrameworkType::State));
    /// assert_eq!(of(&["shop", "State"]), None);
    /// ```
    pub fn at(path: &[&str]) -> Option<(&'static str, Self)> {
        let (first, last) = (path.first()?, path.last()?);
        let framework = FRAMEWORKS.into_iter().find(|framework| framework == first)?;
        Some((framework, Self::named(last)?))
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "State" | "Extension" | "Data" => Self::State,
            "Json" | "JsonLines" | "Query" | "OptionalQuery" | "Path" | "OptionalPath"
            | "RawForm" | "Form" => Self::Content,
            "Multipart" | "MultipartForm" => Self::Files,
            "Request" | "HttpRequest" | "Parts" | "HeaderMap" | "Method" | "Uri"
            | "OriginalUri" | "MatchedPath" | "NestedPath" | "RawQuery" | "RawPathParams"
            | "Host" | "Scheme" | "ConnectInfo" | "TypedHeader" | "Cached" | "CookieJar"
            | "SignedCookieJar" | "PrivateCookieJar" | "Version" | "Extensions"
            | "WebSocketUpgrade" => Self::Request,
            "Html" | "Redirect" | "Response" | "NoContent" | "Sse" | "StatusCode" | "Body"
            | "Css" | "JavaScript" | "HttpResponse" | "Bytes" => Self::Response,
            _ => return None,
        })
    }

    /// The advice for a parameter: `inner` is the type that is extracted, as text.
    ///
    /// ```
    /// use mizan_syntax::FrameworkType;
    ///
    /// let advice = FrameworkType::State.advise_parameter(Some("db"), Some("Arc<Db>"));
    /// assert!(advice.starts_with("borrow what the server holds, `db: &Db`"));
    /// ```
    pub fn advise_parameter(self, name: Option<&str>, inner: Option<&str>) -> String {
        match self {
            Self::State => {
                let (name, inner) = (name.unwrap_or("db"), held(inner.unwrap_or("Db")));
                format!(
                    "borrow what the server holds, `{name}: &{inner}`, and give it to \
                     `mizan::Server::builder()` by `.provide({name})`"
                )
            }
            Self::Content => match inner.filter(|inner| !inner.starts_with('(')) {
                Some(inner) => {
                    let name = name.unwrap_or("value");
                    format!("take what the caller sends by its name and type: `{name}: {inner}`")
                }
                None => "take each value that the caller sends as a parameter of its own: \
                         `user_id: i64`"
                    .to_owned(),
            },
            Self::Files => "take each file as a parameter, with the feature `uploads`: `avatar: \
                            mizan::Upload`"
                .to_owned(),
            Self::Request => "borrow the request: `request: &mizan::Request`".to_owned(),
            Self::Response => "take what the caller sends by its type: `text: String`".to_owned(),
        }
    }

    /// The advice for the result of a function without a route.
    pub fn advise_result(self, inner: Option<&str>) -> String {
        match self {
            Self::Response => "for a page, write `route = \"/…\"` in `#[mizan::client]`; for a \
                               call, return the value that the client gets, or a `Result` of it"
                .to_owned(),
            _ => match inner {
                Some(inner) => format!("write the type of the value itself: `{inner}`"),
                None => "write the type of the value itself".to_owned(),
            },
        }
    }
}

/// The type inside of `Arc<T>`, which a function borrows as `&T`.
fn held(inner: &str) -> &str {
    let is_arc = |rest: &&str| rest.ends_with('>');
    let starts = ["Arc<", "sync::Arc<", "std::sync::Arc<"];
    let held = starts.iter().find_map(|start| inner.strip_prefix(start)).filter(is_arc);
    held.map_or(inner, |held| &held[..held.len() - 1])
}

/// A parameter that is written as an axum handler's: `State(db): State<Db>`.
pub(crate) struct Extractor {
    ty: FrameworkType,
    name: String,
    binding: Option<String>,
    inner: Option<String>,
}

impl Extractor {
    /// The extractor that a parameter takes apart by its pattern.
    pub(crate) fn parse(parameter: &PatType) -> Option<Self> {
        let Pat::TupleStruct(pattern) = parameter.pat.as_ref() else { return None };
        let Type::Path(path) = parameter.ty.as_ref() else { return None };
        let (taken, segment) = (pattern.path.segments.last()?, path.path.segments.last()?);
        let name = bare_name(&segment.ident);
        if taken.ident != segment.ident {
            return None;
        }
        let binding = match pattern.elems.first() {
            Some(Pat::Ident(binding)) => Some(bare_name(&binding.ident)),
            _ => None,
        };
        let binding = binding.map(|name| name.trim_start_matches('_').to_owned());
        let binding = binding.filter(|name| !name.is_empty());
        let ty = FrameworkType::named(&name)?;
        let inner = type_arguments(segment).next().map(written);
        Some(Self { ty, name, binding, inner })
    }

    pub(crate) fn message(&self) -> String {
        format!(
            "`{}` is an extractor of a web framework, and a client function has plain parameters",
            self.name
        )
    }

    pub(crate) fn help(&self) -> String {
        self.ty.advise_parameter(self.binding.as_deref(), self.inner.as_deref())
    }
}

/// A type as it is usually written.
fn written(ty: &Type) -> String {
    match ty {
        Type::Path(path) if path.qself.is_none() => {
            let mut text = String::new();
            for segment in &path.path.segments {
                if !text.is_empty() {
                    text.push_str("::");
                }
                text.push_str(&segment.ident.to_string());
                if let PathArguments::AngleBracketed(_) = &segment.arguments {
                    let inner: Vec<String> = type_arguments(segment).map(written).collect();
                    text.push_str(&format!("<{}>", inner.join(", ")));
                }
            }
            text
        }
        Type::Tuple(tuple) => {
            let items: Vec<String> = tuple.elems.iter().map(written).collect();
            format!("({})", items.join(", "))
        }
        ty => ty.to_token_stream().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use syn::{FnArg, parse_quote};

    use super::*;

    fn help(argument: FnArg) -> Option<String> {
        let FnArg::Typed(parameter) = argument else { return None };
        Extractor::parse(&parameter).map(|extractor| extractor.help())
    }

    #[test]
    fn the_advice_is_about_the_parameter_itself() {
        let starts = |argument, start: &str| {
            let help = help(argument).unwrap();
            assert!(help.contains(start), "{help}");
        };
        starts(
            parse_quote!(State(pool): State<std::sync::Arc<Pool<Postgres>>>),
            "`pool: &Pool<Postgres>`",
        );
        starts(parse_quote!(axum::Json(task): axum::Json<NewTask>), "`task: NewTask`");
        starts(parse_quote!(Path((id, page)): Path<(i64, u32)>), "as a parameter of its own");
        starts(parse_quote!(Query(Page { page }): Query<Page>), "`value: Page`");
        starts(
            parse_quote!(TypedHeader(agent): TypedHeader<UserAgent>),
            "`request: &mizan::Request`",
        );
    }

    #[test]
    fn other_patterns_are_none() {
        assert_eq!(help(parse_quote!(UserId(id): UserId)), None);
        assert_eq!(help(parse_quote!(State(db): Shared<Db>)), None);
        assert_eq!(help(parse_quote!(state: State<Db>)), None);
    }
}
