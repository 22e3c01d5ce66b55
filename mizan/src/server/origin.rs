//! The origins of pages: that of the server itself, and those that the application trusts by name.

use http::uri::Authority;

/// The origin of a page in the sense of browsers: a scheme, a host and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    scheme: String,
    host: String,
    /// The port, also if it is the default port of the scheme; `None` for a scheme without ports.
    port: Option<u16>,
}

impl Origin {
    /// Reads an origin as browsers write it: `https://app.example` or `http://localhost:5173`.
    ///
    /// Other texts are no origins: `null`, an address with a path, a host without a scheme.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (scheme, authority) = text.split_once("://")?;
        let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        let scheme = is_scheme.then(|| scheme.to_ascii_lowercase())?;
        let (host, port) = split_authority(authority)?;
        Some(Self { port: port.or_else(|| default_port(&scheme)), scheme, host })
    }

    /// `true` if a page of this origin was loaded from that host, as the header `Host` names it. The
    /// scheme is not compared: a server behind a proxy does not know its own.
    pub(crate) fn is_at(&self, host: &str) -> bool {
        let Some(default) = default_port(&self.scheme) else { return false };
        split_authority(host)
            .is_some_and(|(host, port)| self.host == host && self.port == port.or(Some(default)))
    }
}

/// The host in lower case, and the port if one is written.
fn split_authority(text: &str) -> Option<(String, Option<u16>)> {
    let authority: Authority = text.parse().ok()?;
    let host = authority.host();
    let port = authority.port_u16();
    // `Authority` takes a user in front of the host, and any text behind its colon.
    let written = host.len() + port.map_or(0, |_| authority.as_str().len() - host.len());
    let is_plain = !host.is_empty() && !text.contains('@') && written == text.len();
    is_plain.then(|| (host.to_ascii_lowercase(), port))
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port() {
        let same = [
            ("https://app.example", "HTTPS://App.Example:443"),
            ("http://app.example:80", "http://app.example"),
            ("http://[::1]:3000", "http://[::1]:3000"),
            ("tauri://localhost", "tauri://localhost"),
        ];
        for (one, other) in same {
            assert!(Origin::parse(one).is_some(), "{one}");
            assert_eq!(Origin::parse(one), Origin::parse(other), "{one} {other}");
        }
        let app = Origin::parse("https://app.example");
        for other in [
            "http://app.example",
            "https://app.example:444",
            "https://app.example.",
            "https://sub.app.example",
            "https://app.example.evil.example",
        ] {
            assert!(Origin::parse(other).is_some(), "{other}");
            assert_ne!(Origin::parse(other), app, "{other}");
        }
    }

    #[test]
    fn other_texts_are_no_origins() {
        for text in [
            "",
            "null",
            "*",
            "app.example",
            "//app.example",
            "://app.example",
            "https://",
            "https://app.example/",
            "https://app.example/path",
            "https://app.example?q",
            "https://ada@app.example",
            "https://app.example:",
            "https://app.example:99999",
            "https://app.example:x",
            "https://*.example,https://b.example",
            "1https://app.example",
            "https://app example",
            "https://äpp.example",
            "https://app.example https://b.example",
        ] {
            assert_eq!(Origin::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_page_is_at_the_host_that_it_was_loaded_from() {
        for (origin, host, expected) in [
            ("https://app.example", "app.example", true),
            ("https://app.example", "APP.example:443", true),
            ("http://app.example", "app.example:80", true),
            ("http://localhost:5173", "localhost:5173", true),
            ("https://app.example", "app.example:80", false),
            ("https://app.example:8443", "app.example", false),
            ("http://localhost:5173", "localhost:3000", false),
            ("https://evil.example", "app.example", false),
            ("https://app.example", "ada@app.example", false),
            ("https://app.example", "", false),
            ("tauri://localhost", "localhost", false),
        ] {
            assert_eq!(Origin::parse(origin).unwrap().is_at(host), expected, "{origin} at {host}");
        }
    }
}
