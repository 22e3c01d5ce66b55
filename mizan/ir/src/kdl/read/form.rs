//! The reader of forms: the texts of a form and of its fields, and the rules.

use super::{Reader, read_texts};
use crate::{Bounds, Form, FormField, Rule, kdl::node::Node};

pub(super) fn read_form(node: Node<'_>) -> Form {
    Form { title: text(node, "title"), submit: text(node, "submit"), server: node.flag("server") }
}

impl Reader<'_> {
    pub(super) fn read_form_field(&mut self, node: Node<'_>) -> FormField {
        FormField {
            label: text(node, "label"),
            help: text(node, "help"),
            widget: text(node, "widget"),
            rules: node.each("rule").filter_map(|rule| self.read_rule(rule)).collect(),
        }
    }

    fn read_rule(&mut self, node: Node<'_>) -> Option<Rule> {
        let bounds = Bounds { min: text(node, "min"), max: text(node, "max") };
        let rule = Rule::new(node.text(), bounds, read_texts(node, "value"));
        if rule.is_none() {
            self.error(
                node.head(),
                format!("there is no rule `{}` with this content", node.text()),
                "write `length`, `utf16` or `range` with `min` and `max`; `pattern`, `contains`, \
                 `prefix`, `suffix` or `matches` with one `value`; `one_of` with several; \
                 `required`, `email`, `url` or `server` with nothing",
            );
        }
        rule
    }
}

fn text(node: Node<'_>, name: &str) -> Option<String> {
    node.property(name).map(str::to_owned)
}
