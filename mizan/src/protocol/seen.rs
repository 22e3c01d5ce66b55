//! What a client says that it has seen: the newest token of each context, by the header `X-Mizan-Seen` or
//! by the `seen` of a frame.

use http::HeaderName;

use crate::declared::request::Request;

const SEEN: HeaderName = HeaderName::from_static("x-mizan-seen");

/// The token that a client has seen of a context.
pub(super) fn token_of<'request>(
    request: &'request Request,
    context: &str,
) -> Option<&'request str> {
    let headers = request.headers().get_all(SEEN).iter();
    let headers = headers.filter_map(|value| value.to_str().ok());
    // First the frame: all frames of a socket share the headers of its upgrade.
    request.seen().into_iter().chain(headers).find_map(|text| find(text, context))
}

/// The token of a context in a text such as `user=a:5, feed=a:3`.
fn find<'text>(text: &'text str, context: &str) -> Option<&'text str> {
    text.split(',').find_map(|token| token.trim().strip_prefix(context)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_by_its_context() {
        let token = |context| find("user=a:5,feed=b:3~ , users=c:1", context);
        assert_eq!(
            [token("user"), token("feed"), token("users")],
            [Some("a:5"), Some("b:3~"), Some("c:1")]
        );
        assert_eq!((token("use"), token("a"), token("")), (None, None, None));
    }
}
