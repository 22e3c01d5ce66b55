//! The grammar of the KDL as a table: the nodes, with their values, properties and children.

/// A kind of node, by its name and its parent.
pub(super) struct Node {
    pub(super) name: &'static str,
    /// The value after the name of the node.
    pub(super) value: Option<Value>,
    pub(super) properties: &'static [Property],
    pub(super) children: &'static [&'static Node],
    /// `true` if a parent may have several nodes of this kind.
    pub(super) is_repeated: bool,
}

pub(super) struct Value {
    pub(super) kind: Kind,
    pub(super) is_required: bool,
}

pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) is_required: bool,
}

/// The type of a value or a property.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// `#true` or `#false`.
    Flag,
    Number,
    /// A number, or `#false` for none.
    NumberOrNone,
}

const fn value(kind: Kind) -> Option<Value> {
    Some(Value { kind, is_required: true })
}

const fn required(name: &'static str) -> Property {
    Property { name, kind: Kind::Text, is_required: true }
}

const fn text(name: &'static str) -> Property {
    Property { name, kind: Kind::Text, is_required: false }
}

const fn number(name: &'static str) -> Property {
    Property { name, kind: Kind::Number, is_required: false }
}

const fn flag(name: &'static str) -> Property {
    Property { name, kind: Kind::Flag, is_required: false }
}

/// A node without value, properties and children.
const fn word(name: &'static str) -> Node {
    Node { name, value: None, properties: &[], children: &[], is_repeated: false }
}

/// A node with a text as its value.
const fn note(name: &'static str) -> Node {
    Node { value: value(Kind::Text), ..word(name) }
}

/// A node with a text as its value, which may be repeated.
const fn list(name: &'static str) -> Node {
    Node { is_repeated: true, ..note(name) }
}

/// The top level of a document.
pub(super) static DOCUMENT: Node =
    Node { children: &[&MIZAN, &CONTEXT, &CHANNEL, &FUNCTION, &TYPE], ..word("") };

static MIZAN: Node = Node {
    properties: &[Property { name: "version", kind: Kind::Number, is_required: true }],
    ..word("mizan")
};

static CONTEXT: Node = Node {
    properties: &[text("at")],
    children: &[&DOC, &DEPRECATED, &LIVE, &STALE, &PARAMETER],
    ..list("context")
};

static CHANNEL: Node = Node {
    properties: &[text("at")],
    children: &[&DOC, &DEPRECATED, &PARAMETER, &MESSAGE, &PRESENCE],
    ..list("channel")
};

static FUNCTION: Node = Node {
    properties: &[text("at")],
    children: &[
        &DOC,
        &DEPRECATED,
        &AUTH,
        &IDENTITY,
        &REQUEST,
        &PRIVATE,
        &WEBSOCKET,
        &ROUTE,
        &MEMBERSHIP,
        &JOIN,
        &SEND,
        &PRESENT,
        &AFFECTS,
        &MERGE,
        &REV,
        &CACHE,
        &LIMITS,
        &ARGUMENT,
        &PAGING,
        &EDITS,
        &STREAM,
        &RESULT,
        &ERROR,
    ],
    ..list("function")
};

static TYPE: Node = Node {
    properties: &[text("at"), text("key"), flag("transparent")],
    children: &[
        &DOC,
        &DEPRECATED,
        &GENERIC,
        &FORM,
        &UNIT,
        &NEWTYPE,
        &TUPLE,
        &FIELDS,
        &TAG,
        &ENUM,
        &VARIANT,
        &OUTPUT,
        &INPUT,
    ],
    ..list("type")
};

static DOC: Node = note("doc");
static DEPRECATED: Node =
    Node { value: Some(Value { kind: Kind::Text, is_required: false }), ..word("deprecated") };
static AUTH: Node = Node {
    value: Some(Value { kind: Kind::Text, is_required: false }),
    properties: &[text("guard")],
    ..word("auth")
};
static IDENTITY: Node = note("identity");
static REQUEST: Node = word("request");
static PRIVATE: Node = word("private");
static LIVE: Node = word("live");
static WEBSOCKET: Node = word("websocket");
static PAGING: Node = note("paging");
static EDITS: Node = note("edits");
static STREAM: Node = word("stream");
static ROUTE: Node = Node { children: &[&METHOD], ..note("route") };
static METHOD: Node = list("method");
static REV: Node = Node { value: value(Kind::Number), ..word("rev") };
static CACHE: Node = Node { value: value(Kind::NumberOrNone), ..word("cache") };
static STALE: Node = Node { properties: &[number("stale")], ..word("cache") };
static LIMITS: Node =
    Node { properties: &[number("body"), number("time"), text("rate")], ..word("limits") };
static MEMBERSHIP: Node = note("context");
static JOIN: Node = note("join");
static SEND: Node = note("send");
static PRESENT: Node = note("present");
static MESSAGE: Node = Node { properties: &[required("type")], ..word("message") };
static PRESENCE: Node = Node { properties: &[required("type")], ..word("presence") };

static AFFECTS: Node = Node {
    value: None,
    properties: &[text("context"), text("function"), flag("explicit")],
    children: &[&SCOPE],
    ..list("affects")
};
static MERGE: Node =
    Node { value: None, properties: &[required("function")], children: &[&SCOPE], ..list("merge") };
static SCOPE: Node = list("scope");

static PARAMETER: Node = Node { properties: SENT, children: &[&DOC], ..list("parameter") };
static ARGUMENT: Node = Node { properties: SENT, children: &[&DOC], ..list("argument") };
static SENT: &[Property] = &[required("type"), flag("optional"), text("at")];
static RESULT: Node = Node { properties: &[required("type")], ..word("result") };
static ERROR: Node = Node { properties: &[required("type")], ..word("error") };

static GENERIC: Node = Node { properties: &[text("default")], ..list("generic") };
static UNIT: Node = word("unit");
static NEWTYPE: Node = Node { properties: &[required("type")], ..word("newtype") };
static TUPLE: Node = Node { children: &[&ITEM], ..word("tuple") };
static ITEM: Node = Node { value: None, properties: &[required("type")], ..list("item") };
static FIELDS: Node = Node { children: &[&FIELD], ..word("fields") };
static TAG: Node = Node { properties: &[required("tag")], ..note("tag") };
static ENUM: Node = Node { properties: &[text("tag"), text("content")], ..note("enum") };
static OUTPUT: Node = Node { children: SHAPE, ..word("output") };
static INPUT: Node = Node { children: SHAPE, ..word("input") };
static SHAPE: &[&Node] =
    &[&UNIT, &NEWTYPE, &TUPLE, &FIELDS, &TAG, &ENUM, &VARIANT, &OUTPUT, &INPUT];

static FIELD: Node = Node {
    properties: &[
        required("type"),
        text("input"),
        text("output-presence"),
        text("input-presence"),
        flag("flatten"),
        text("at"),
    ],
    children: &[&DOC, &DEPRECATED, &ALIAS, &FORM_FIELD],
    ..list("field")
};
static VARIANT: Node = Node {
    properties: &[
        text("code"),
        text("input"),
        text("output-presence"),
        text("input-presence"),
        flag("untagged"),
        flag("other"),
        text("at"),
    ],
    children: &[&DOC, &DEPRECATED, &ALIAS, &UNIT, &NEWTYPE, &TUPLE, &FIELDS],
    ..list("variant")
};
static ALIAS: Node = list("alias");

static FORM: Node =
    Node { properties: &[text("title"), text("submit"), flag("server")], ..word("form") };
static FORM_FIELD: Node = Node {
    properties: &[text("label"), text("help"), text("widget")],
    children: &[&RULE],
    ..word("form")
};
static RULE: Node =
    Node { properties: &[text("min"), text("max")], children: &[&VALUE], ..list("rule") };
static VALUE: Node = list("value");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::from_kdl;

    const DOCUMENTATION: &str = include_str!("../../KDL.md");

    fn each_node(node: &'static Node, depth: usize, look: &mut impl FnMut(&'static Node)) {
        look(node);
        if depth > 0 {
            node.children.iter().for_each(|child| each_node(child, depth - 1, look));
        }
    }

    #[test]
    fn the_documentation_has_every_node_and_property() {
        let examples: String = examples().collect();
        each_node(&DOCUMENT, 5, &mut |node| {
            let documented = [format!("`{}`", node.name), format!("`{} \"", node.name)];
            let is_told = documented.iter().any(|text| DOCUMENTATION.contains(text));
            assert!(is_told || node.name.is_empty() || node.name == "mizan", "{}", node.name);
            assert!(examples.contains(node.name), "no example of {}", node.name);
            for Property { name, .. } in node.properties {
                assert!(examples.contains(&format!(" {name}=")), "no example of {name}");
            }
        });
    }

    #[test]
    fn the_examples_are_read() {
        assert!(examples().count() > 5);
        for example in examples() {
            from_kdl(example).unwrap_or_else(|mistakes| panic!("{mistakes:#?}\n{example}"));
        }
    }

    fn examples() -> impl Iterator<Item = &'static str> {
        let blocks = DOCUMENTATION.split("```kdl\n").skip(1);
        blocks.map(|block| block.split("```").next().unwrap_or_default())
    }
}
