//! The rendering of Markdown as safe HTML.

use pulldown_cmark::{Options, Parser, html};

/// Renders Markdown of a user. Scripts, forms, styles and foreign pictures are removed.
pub fn to_html(markdown: &str) -> String {
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    let mut rendered = String::new();
    html::push_html(&mut rendered, Parser::new_ext(markdown, options));
    ammonia::Builder::default().rm_tags(["img"]).clean(&rendered).to_string()
}

#[cfg(test)]
mod tests {
    use super::to_html;

    #[test]
    fn a_script_does_not_survive() {
        let html = to_html("Hello <script>alert(1)</script> [you](javascript:alert(2)) **there**");
        assert_eq!(
            html,
            "<p>Hello  <a rel=\"noopener noreferrer\">you</a> <strong>there</strong></p>\n"
        );
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        let html =
            to_html("![a picture](https://example.com/pixel.png) <iframe src='//x'></iframe>");
        assert_eq!(html, "<p> </p>\n");
    }

    #[test]
    fn tables_and_code_stay() {
        let html = to_html("| a | b |\n|---|---|\n| 1 | 2 |\n\n```rust\nlet x = 1 < 2;\n```");
        assert!(html.contains("<td>1</td>"), "{html}");
        assert!(html.contains("let x = 1 &lt; 2;"), "{html}");
    }
}
