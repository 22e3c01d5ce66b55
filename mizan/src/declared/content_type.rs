//! The content type of a file by its first bytes, and the types that a parameter accepts.

/// The number of first bytes by which the content type of a file is detected.
pub(super) const HEAD: usize = 8 * 1024;

const TEXT: &str = "text/plain";
const HTML: &str = "text/html";
const XHTML: &str = "application/xhtml+xml";
const SVG: &str = "image/svg+xml";
const XML: &str = "text/xml";

/// The types in which a browser runs scripts.
const ACTIVE: [&str; 4] = [HTML, XHTML, SVG, XML];

/// `true` for a type in which a browser runs scripts.
pub(super) fn is_active(content_type: &str) -> bool {
    ACTIVE.contains(&content_type)
}

/// The content type of a file by its first bytes.
pub(super) fn sniff(head: &[u8]) -> &'static str {
    if let Some(markup) = find_markup(head) {
        return markup;
    }
    match infer::get(head) {
        Some(known) => known.mime_type(),
        None if is_text(head) => TEXT,
        None => "application/octet-stream",
    }
}

/// `true` for UTF-8 without control characters. The last character may be cut off at the end of the
/// head.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            return head.len() == HEAD && is_text(&head[..error.valid_up_to()]);
        }
        Err(_) => return false,
    };
    let is_odd = |letter: char| letter.is_control() && !"\t\n\r\u{c}".contains(letter);
    !text.is_empty() && !text.contains(is_odd)
}

/// The type of a document of HTML, SVG or XML; `None` for anything else. `infer` knows the beginnings
/// of HTML and `<?xml`, but neither SVG, nor the element behind a comment or a document type.
fn find_markup(head: &[u8]) -> Option<&'static str> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let mut rest = head.strip_prefix(MARK).unwrap_or(head).trim_ascii_start();
    let is_xml = starts_with(rest, b"<?xml");
    let unknown = if is_xml { Some(XML) } else { infer::text::is_html(rest).then_some(HTML) };
    loop {
        rest = rest.trim_ascii_start();
        let tag = rest.strip_prefix(b"<")?;
        rest = match tag.first() {
            Some(b'?') => skip_behind(tag, b"?>"),
            Some(b'!') if tag.starts_with(b"!--") => skip_behind(&tag[3..], b"-->"),
            Some(b'!') if starts_with(tag, b"!doctype") => {
                let named = find_element(tag[8..].trim_ascii_start(), is_xml);
                if named.is_some() {
                    return named;
                }
                skip_document_type(tag)
            }
            _ => return find_element(tag, is_xml).or(unknown),
        };
        if rest.is_empty() {
            // The element lies behind the head.
            return unknown;
        }
    }
}

/// The type of a document by the name of its first element.
fn find_element(name: &[u8], is_xml: bool) -> Option<&'static str> {
    let end = name.iter().position(|byte| b" \t\r\n\x0c/>[".contains(byte));
    let name = &name[..end.unwrap_or(name.len())];
    let local = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
    match (local.eq_ignore_ascii_case(b"svg"), local.eq_ignore_ascii_case(b"html")) {
        (true, _) => Some(SVG),
        (_, true) => Some(if is_xml { XHTML } else { HTML }),
        _ => None,
    }
}

fn skip_behind<'head>(text: &'head [u8], end: &[u8]) -> &'head [u8] {
    let at = text.windows(end.len()).position(|window| window == end);
    at.map_or(b"", |at| &text[at + end.len()..])
}

/// Skips a document type, which may hold declarations in brackets.
fn skip_document_type(tag: &[u8]) -> &[u8] {
    match tag.iter().position(|byte| b"[>".contains(byte)) {
        Some(at) if tag[at] == b'[' => skip_behind(skip_behind(&tag[at..], b"]"), b">"),
        Some(at) => &tag[at + 1..],
        None => b"",
    }
}

fn starts_with(text: &[u8], prefix: &[u8]) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// `true` if a list of types, such as `image/png` or `image/*`, contains that type. An empty list
/// contains all. A star stands for no type in which a browser runs scripts.
pub(crate) fn accepts(accept: &[&str], content_type: &str) -> bool {
    let matches = |accepted: &&str| match accepted.strip_suffix('*') {
        Some(kind) => content_type.starts_with(kind) && !is_active(content_type),
        None => content_type == *accepted,
    };
    accept.is_empty() || accept.iter().any(matches)
}

/// `true` if the first bytes of a file can show the type.
pub(crate) fn is_detectable(accepted: &str) -> bool {
    const KINDS: [&str; 5] = ["application", "audio", "image", "text", "video"];
    match accepted.strip_suffix("/*") {
        Some(kind) => KINDS.contains(&kind),
        None => accepted == TEXT || is_active(accepted) || infer::is_mime_supported(accepted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_tells_the_type() {
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n"), "image/png");
        assert_eq!(sniff(b"\xff\xd8\xff\xe0"), "image/jpeg");
        assert_eq!(sniff("Grüße".as_bytes()), "text/plain");
        assert_eq!(sniff(b"\0\x01\x02\x03"), "application/octet-stream");
        assert_eq!(sniff(b""), "application/octet-stream");
        let mut cut = "a".repeat(HEAD - 1).into_bytes();
        cut.push("ü".as_bytes()[0]);
        assert_eq!(sniff(&cut), "text/plain");
    }

    #[test]
    fn no_disguise_hides_what_a_browser_would_run() {
        for (content, expected) in [
            ("<svg onload='alert(1)'/>", SVG),
            ("\u{feff}  <SVG>", SVG),
            ("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", SVG),
            ("<?xml version='1.0'?>\n<!-- by hand --><s:svg xmlns:s='…'>", SVG),
            ("<!-- by hand --><svg>", SVG),
            ("<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN'><svg>", SVG),
            ("<!DOCTYPE x [<!ENTITY a 'b'>] ><svg>", SVG),
            ("<?xml-stylesheet href='x'?><svg>", SVG),
            ("<?xml version='1.0'?><html>", XHTML),
            ("<?xml version='1.0'?><feed>", XML),
            ("<?xml version='1.0'?><!-- never ends", XML),
            ("<!doctype html>", HTML),
            ("<!-- by hand --><!DOCTYPE html>", HTML),
            ("<!-- never ends", HTML),
            ("\n<script >alert(1)</script>", HTML),
            ("\u{feff}<html lang=en>", HTML),
            ("<b>bold</b>", HTML),
            ("<name@example.org>", TEXT),
            ("< svg", TEXT),
            ("<", TEXT),
            ("<!", TEXT),
            ("a <svg>", TEXT),
        ] {
            assert_eq!(sniff(content.as_bytes()), expected, "{content}");
        }
        let long = format!("<?xml version='1.0'?><!--{}", "x".repeat(HEAD));
        assert_eq!(sniff(&long.as_bytes()[..HEAD]), XML);
    }

    #[test]
    fn a_star_stands_for_any_type_that_runs_nothing() {
        assert!(accepts(&[], SVG));
        assert!(accepts(&["application/pdf", "image/*"], "image/png"));
        assert!(!accepts(&["application/pdf", "video/*"], "image/png"));
        for active in ACTIVE {
            assert!(!accepts(&["image/*", "text/*", "application/*"], active), "{active}");
            assert!(accepts(&["image/*", active], active) && is_detectable(active), "{active}");
        }
        assert!(
            is_detectable("image/png") && is_detectable("image/*") && is_detectable("text/plain")
        );
        assert!(!is_detectable("text/csv") && !is_detectable("chemical/*"));
    }
}
