//! What a client says that it has seen: the newest token of each context, by the header `X-Mizan-Seen`.

use http::{HeaderMap, HeaderName};

const SEEN: HeaderName = HeaderName::from_static("x-mizan-seen");

/// The token that a client has seen of a context: `user=a:5, feed=a:3`.
pub(super) fn token_of<'request>(
    headers: &'request HeaderMap,
    context: &str,
) -> Option<&'request str> {
    let texts = headers.get_all(SEEN).iter().filter_map(|value| value.to_str().ok());
    let mut tokens = texts.flat_map(|text| text.split(','));
    tokens.find_map(|token| token.trim().strip_prefix(context)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_by_its_context() {
        let headers =
            HeaderMap::from_iter([(SEEN, "user=a:5,feed=b:3~ , users=c:1".parse().unwrap())]);
        let token = |context| token_of(&headers, context);
        assert_eq!(
            [token("user"), token("feed"), token("users")],
            [Some("a:5"), Some("b:3~"), Some("c:1")]
        );
        assert_eq!((token("use"), token("a"), token("")), (None, None, None));
    }
}
