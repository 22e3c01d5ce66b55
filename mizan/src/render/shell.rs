//! The document around a page: the `index.html` of the frontend, in which the page has a place.

use std::fs;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;

use super::error::BuildError;
use super::pieces::Pieces;

/// Where the HTML of a page goes.
const PLACE: &str = "<!--page-->";

/// A document, in the pieces between which a page is written.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    /// Up to `</head>`.
    before_head_ends: String,
    /// The same without its title, for a page that has its own.
    without_title: String,
    /// The title that is missing there.
    title: String,
    /// Up to the place of the page.
    before_page: String,
    /// Up to `</body>`.
    before_body_ends: String,
    end: String,
}

/// The document of a generation. Vite writes another one when its source has changed.
#[derive(Default)]
pub(crate) struct Document(RwLock<Option<Arc<Shell>>>);

impl Document {
    pub(super) fn new(shell: Option<Shell>) -> Self {
        Self(RwLock::new(shell.map(Arc::new)))
    }

    /// Takes another document, or says in the log why it cannot hold pages.
    pub(super) fn replace(&self, text: &str) {
        match Shell::parse(text) {
            Ok(shell) => {
                *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(shell));
            }
            Err(reason) => tracing::error!("The pages keep the old document: {reason}."),
        }
    }

    pub(super) fn shell(&self) -> Option<Arc<Shell>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What goes into a document.
pub(crate) struct Content<'page> {
    /// Elements for `<head>`.
    pub(crate) head: &'page str,
    /// The HTML of the page; nothing where it is left to the browser.
    pub(crate) html: Bytes,
    /// What the page is made of, for a script in the browser: JSON, in pieces.
    pub(crate) data: Vec<Bytes>,
    /// The nonce of the scripts.
    pub(crate) nonce: Option<&'page str>,
}

impl Shell {
    pub(super) fn read(path: &Path) -> Result<Self, BuildError> {
        let no_shell = |reason: String| BuildError::NoShell { shell: path.to_owned(), reason };
        let text = fs::read_to_string(path).map_err(|error| no_shell(error.to_string()))?;
        Self::parse(&text).map_err(no_shell)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let cut = |text: &str, at: &str| match text.split_once(at) {
            Some((before, behind)) => Ok((before.to_owned(), behind.to_owned())),
            None => Err(format!("it has no `{at}`, or not in its place")),
        };
        let (before_head_ends, rest) = cut(text, "</head>")?;
        let (before_page, rest) = cut(&rest, PLACE)?;
        let (before_body_ends, end) = cut(&rest, "</body>")?;
        let (without_title, title) = take_title(&before_head_ends);
        Ok(Self { before_head_ends, without_title, title, before_page, before_body_ends, end })
    }

    /// The document with a page in it.
    pub(crate) fn write(&self, content: &Content<'_>) -> Pieces {
        let begin = match content.has_title() {
            true => &self.without_title,
            false => &self.before_head_ends,
        };
        let mut to = Pieces::default();
        push_with_nonce(begin, content.nonce, &mut to);
        self.write_behind_head(content, &mut to);
        to
    }

    /// The document up to where a component writes into its head. The title is not in it: it may be the
    /// component's.
    pub(crate) fn write_begin(&self, nonce: Option<&str>) -> Pieces {
        let mut to = Pieces::default();
        push_with_nonce(&self.without_title, nonce, &mut to);
        to
    }

    /// The document behind [its begin](Self::write_begin).
    pub(crate) fn write_end(&self, content: &Content<'_>) -> Pieces {
        let mut to = Pieces::default();
        if !content.has_title() {
            to.push(self.title.as_bytes());
        }
        self.write_behind_head(content, &mut to);
        to
    }

    fn write_behind_head(&self, content: &Content<'_>, to: &mut Pieces) {
        let Content { head, html, data, nonce } = content;
        to.push(head.as_bytes());
        to.push(b"</head>");
        push_with_nonce(&self.before_page, *nonce, to);
        to.push_bytes(html);
        push_with_nonce(&self.before_body_ends, *nonce, to);
        to.push(br#"<script type="application/json" id="mizan-page">"#);
        data.iter().for_each(|piece| to.push_escaped(piece));
        to.push(b"</script></body>");
        to.push(self.end.as_bytes());
    }
}

impl Content<'_> {
    /// `true` if the component has written a title. A document has one, and browsers take the first.
    fn has_title(&self) -> bool {
        self.head.contains("<title")
    }
}

/// A head without its title, and the title.
fn take_title(head: &str) -> (String, String) {
    let parts = head.split_once("<title").and_then(|(before, rest)| {
        let (title, behind) = rest.split_once("</title>")?;
        Some(([before, behind].concat(), format!("<title{title}</title>")))
    });
    parts.unwrap_or_else(|| (head.to_owned(), String::new()))
}

/// Writes a piece of the document, whose scripts get a nonce, without which a Content-Security-Policy refuses them.
fn push_with_nonce(piece: &str, nonce: Option<&str>, to: &mut Pieces) {
    match nonce {
        Some(nonce) => {
            to.push(piece.replace("<script", &format!("<script nonce=\"{nonce}\"")).as_bytes());
        }
        None => to.push(piece.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "<html><head><script src=\"/a.js\"></script></head><body><div \
                            id=\"root\"><!--page--></div></body></html>";

    fn content(html: &str) -> Content<'static> {
        let (head, html) = ("<title>T</title>", Bytes::copy_from_slice(html.as_bytes()));
        Content { head, html, data: vec!["{".into(), "}".into()], nonce: None }
    }

    fn text_of(written: Pieces) -> String {
        String::from_utf8(written.concat().into()).expect("a text")
    }

    #[test]
    fn a_page_is_written_into_its_place() {
        let shell = Shell::parse(DOCUMENT).expect("a shell");
        assert_eq!(
            text_of(shell.write(&content("<p>$1 \\0</p>"))),
            "<html><head><script src=\"/a.js\"></script><title>T</title></head><body><div \
             id=\"root\"><p>$1 \\0</p></div><script type=\"application/json\" \
             id=\"mizan-page\">{}</script></body></html>"
        );
        let nonce = Some("n1");
        let text = text_of(shell.write(&Content { nonce, ..content("") }));
        assert!(text.contains("<script nonce=\"n1\" src=\"/a.js\">"), "{text}");
    }

    #[test]
    fn the_title_of_a_page_takes_the_place_of_the_other() {
        let document = DOCUMENT.replace("<head>", "<head><title>All</title><meta>");
        let shell = Shell::parse(&document).expect("a shell");
        let text = text_of(shell.write(&content("")));
        assert!(text.contains("<meta><script src=\"/a.js\"></script><title>T</title>"), "{text}");
        assert_eq!(text.matches("<title").count(), 1, "{text}");
        let text = text_of(shell.write(&Content { head: "<meta>", ..content("") }));
        assert!(text.contains("<title>All</title>"), "{text}");
    }

    #[test]
    fn a_document_in_two_pieces_has_one_title_and_all_that_is_in_a_whole_one() {
        let document = DOCUMENT.replace("</head>", "<title>All</title></head>");
        let shell = Shell::parse(&document).expect("a shell");
        for (head, title) in [("<title>T</title>", "T"), ("<meta>", "All"), ("", "All")] {
            for nonce in [None, Some("n1")] {
                let content = Content { head, nonce, ..content("<p>1</p>") };
                let begin = text_of(shell.write_begin(nonce));
                let end = text_of(shell.write_end(&content));
                assert!(!begin.contains("<title") && begin.contains("src=\"/a.js\""), "{begin}");
                let whole = begin + &end;
                assert!(whole.contains(&format!("<title>{title}</title>")), "{whole}");
                let sorted = |text: &str| {
                    let mut pieces: Vec<_> = text.split('<').map(str::to_owned).collect();
                    pieces.sort();
                    pieces
                };
                assert_eq!(sorted(&whole), sorted(&text_of(shell.write(&content))));
            }
        }
    }

    #[test]
    fn no_text_ends_the_script_of_the_data() {
        let shell = Shell::parse(DOCUMENT).expect("a shell");
        let data = serde_json::json!({ "__proto__": "</script><!--<script>\u{2028}&amp;" });
        let json = data.to_string();
        let data_in_pieces = json.as_bytes().chunks(7).map(Bytes::copy_from_slice).collect();
        let text = text_of(shell.write(&Content { data: data_in_pieces, ..content("") }));
        let start = text.find("id=\"mizan-page\">").expect("the data") + 16;
        let written = &text[start..];
        let written = &written[..written.find("</script>").expect("the end")];
        assert!(!written.contains(['<', '>', '&']), "{written}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(written).expect("JSON"), data);
    }

    #[test]
    fn a_document_without_a_place_is_told() {
        let error = Shell::parse("<head></head><body></body>").expect_err("no shell");
        assert_eq!(error, "it has no `<!--page-->`, or not in its place");
    }
}
