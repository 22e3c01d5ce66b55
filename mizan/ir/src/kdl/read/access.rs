//! The reader of a function's access rules, of its limits, and of the age limit of its cached results.

use kdl::KdlValue;

use super::{Reader, read_texts};
use crate::{Auth, Cache, Function, Identity, Limits, Rate, Route, kdl::node::Node};

impl Reader<'_> {
    pub(super) fn read_auth(&mut self, node: Node<'_>) -> Auth {
        let Some(node) = node.child("auth") else { return Auth::Open };
        match (node.text(), node.property("guard")) {
            ("anyone", None) => Auth::Anyone,
            ("signed-in", None) => Auth::SignedIn,
            ("staff", None) => Auth::Staff,
            ("superuser", None) => Auth::Superuser,
            ("", Some(guard)) => Auth::Guard(guard.to_owned()),
            _ => {
                self.error(
                    node.head(),
                    "it is not told, or told twice, who may run it",
                    "write `auth \"anyone\"`, `auth \"signed-in\"`, `auth \"staff\"`, `auth \"superuser\"` \
                     or `auth guard=\"…\"`",
                );
                Auth::Open
            }
        }
    }

    pub(super) fn read_identity(&mut self, node: Node<'_>) -> Option<Identity> {
        let node = node.child("identity")?;
        match node.text() {
            "required" => Some(Identity::Required),
            "optional" => Some(Identity::Optional),
            word => {
                self.error(
                    node.head(),
                    format!("who is asking cannot be `{word}`"),
                    "write `identity \"required\"` or `identity \"optional\"`",
                );
                None
            }
        }
    }

    pub(super) fn read_rev(&mut self, node: Node<'_>) -> u32 {
        node.child("rev").map_or(Function::default().rev, |node| self.read_number(node))
    }

    pub(super) fn read_cache(&mut self, node: Node<'_>) -> Cache {
        match node.child("cache") {
            None => Cache::Default,
            Some(node) if node.value().and_then(KdlValue::as_bool) == Some(false) => Cache::Off,
            Some(node) => Cache::Seconds(self.read_number(node)),
        }
    }

    pub(super) fn read_stale(&mut self, node: Node<'_>) -> u32 {
        let stale = node.child("cache").and_then(|node| self.read_positive(node, "stale"));
        stale.map_or(0, |stale| u32::try_from(stale).unwrap_or(u32::MAX))
    }

    pub(super) fn read_limits(&mut self, node: Node<'_>) -> Limits {
        let Some(node) = node.child("limits") else { return Limits::default() };
        let rate = node.property("rate").and_then(|text| self.read_rate(node, text));
        let body = self.read_positive(node, "body");
        let limits = Limits { body, time: self.read_positive(node, "time"), rate };
        let is_empty = ["body", "time"].iter().all(|name| node.number(name).is_none());
        if is_empty && node.property("rate").is_none() {
            self.error(
                node.head(),
                "`limits` limits nothing",
                "write `body=1000000` in bytes, `time=5000` in milliseconds or `rate=\"10/s\"`",
            );
        }
        limits
    }

    fn read_rate(&mut self, node: Node<'_>, text: &str) -> Option<Rate> {
        let rate = text.parse().ok();
        if rate.is_none() {
            self.error(
                node.property_span("rate"),
                format!("`{text}` is no rate"),
                "write a number above zero and a period, `s`, `min`, `h` or `d`: `rate=\"10/s\"`",
            );
        }
        rate
    }

    /// A property that is a number above zero.
    fn read_positive(&mut self, node: Node<'_>, name: &str) -> Option<u64> {
        let number = node.number(name)?;
        let positive = u64::try_from(number).ok().filter(|number| *number > 0);
        if positive.is_none() {
            let message = format!("`{name}` is a number from 1 to {}", u64::MAX);
            self.error(node.property_span(name), message, "");
        }
        positive
    }

    fn read_number(&mut self, node: Node<'_>) -> u32 {
        let Some(number) = node.value().and_then(KdlValue::as_integer) else { return 0 };
        u32::try_from(number).unwrap_or_else(|_| {
            let message = format!("`{}` is a number from 0 to {}", node.name(), u32::MAX);
            self.error(node.head(), message, "");
            0
        })
    }
}

pub(super) fn read_route(node: Node<'_>) -> Route {
    let methods = read_texts(node, "method");
    let route = Route::new(node.text());
    if methods.is_empty() { route } else { Route { methods, ..route } }
}
