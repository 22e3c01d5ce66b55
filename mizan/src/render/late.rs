//! What a component says of the response when its status has been sent: for browsers and robots that read no status, in
//! the head of the document.

use std::fmt::Write;

use super::attempt::Rendered;

/// Elements for the head in the place of the status and the redirect that a component has set: a refresh, which also goes
/// there where no script runs, and a word to robots that an error is no page to be found.
pub(crate) fn write_late(rendered: &Rendered) -> String {
    let mut head = String::new();
    if rendered.status.is_some_and(|status| status >= 400) {
        head.push_str("<meta name=\"robots\" content=\"noindex\">");
    }
    if let Some(address) = rendered.location.as_deref().and_then(address_of) {
        let _ = write!(head, "<meta http-equiv=\"refresh\" content=\"0;url={}\">", escape(address));
    }
    head
}

/// The address of a redirect; `None` for one that is no page: it may be a script.
fn address_of(location: &str) -> Option<&str> {
    let location = location.trim_matches(|it: char| it <= ' ');
    // Browsers leave out tabs and the ends of lines, so that a script would pass for a name.
    let is_plain = !location.is_empty() && !location.contains(char::is_control);
    let first = location.split(['/', '?', '#']).next().unwrap_or_default();
    let is_page = match first.split_once(':') {
        Some((scheme, _)) => ["http", "https"].iter().any(|it| scheme.eq_ignore_ascii_case(it)),
        None => true,
    };
    Some(location).filter(|_| is_plain && is_page)
}

/// Escapes an address for the attribute of a refresh, where a quotation mark at its begin would be no part of it.
fn escape(address: &str) -> String {
    let mut to = String::with_capacity(address.len());
    for it in address.chars() {
        match it {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("%3C"),
            '>' => to.push_str("%3E"),
            '"' => to.push_str("%22"),
            '\'' => to.push_str("%27"),
            it => to.push(it),
        }
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    fn late(status: Option<u16>, location: Option<&str>) -> String {
        let location = location.map(str::to_owned);
        let (html, head) = (bytes::Bytes::new(), String::new());
        write_late(&Rendered { html, head, is_own: false, status, location })
    }

    #[test]
    fn an_error_is_not_to_be_found() {
        assert_eq!(late(Some(404), None), "<meta name=\"robots\" content=\"noindex\">");
        assert_eq!(late(Some(202), None), "");
        assert_eq!(late(None, None), "");
    }

    #[test]
    fn a_redirect_is_a_refresh() {
        for (location, written) in [
            ("/notes/new?a=1&b=2", "/notes/new?a=1&amp;b=2"),
            ("https://example.com:8080/a", "https://example.com:8080/a"),
            ("//example.com/a:b", "//example.com/a:b"),
            ("?next=a:b", "?next=a:b"),
            ("'\"><script>", "%27%22%3E%3Cscript%3E"),
            (" /a ", "/a"),
        ] {
            let refresh = format!("<meta http-equiv=\"refresh\" content=\"0;url={written}\">");
            assert_eq!(late(Some(303), Some(location)), refresh, "{location}");
        }
    }

    #[test]
    fn a_script_is_no_address() {
        for location in [
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:x",
            "",
            "  ",
        ] {
            assert_eq!(late(Some(303), Some(location)), "", "{location:?}");
        }
    }
}
