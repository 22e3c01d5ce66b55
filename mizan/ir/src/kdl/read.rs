//! The reader of KDL in any style: the text of a document becomes an API.

mod access;
mod definition;
mod form;

use std::{
    collections::{BTreeMap, btree_map::Entry},
    ops::Range,
};

use kdl::{KdlDocument, KdlError};

use self::access::read_route;
use super::{KdlDiagnostic, VERSION, check::check_document, grammar, new_error, node::Node};
use crate::{
    Affects, Api, Channel, ChannelRole, Context, Function, Item, Merge, Parameter, Part,
    SourceLocation, Subject, Target, Type,
};

/// The API of a KDL document, and the position of each of its parts in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The API.
    pub api: Api,
    spans: BTreeMap<Subject, Range<usize>>,
}

impl Document {
    /// The byte range of a part of the API in the document, or that of its item.
    ///
    /// ```
    /// use mizan_ir::{Item, Part, Subject, from_kdl};
    ///
    /// let text = "mizan version=1\nfunction \"ping\" {\n    argument \"id\" type=\"i64\"\n}\n";
    /// let document = from_kdl(text).unwrap();
    /// let ping = Subject::new(Item::Function("ping".to_owned()));
    /// assert_eq!(&text[document.span(&ping)], "function \"ping\"");
    /// assert_eq!(&text[document.span(&ping.part(Part::Argument(0)))], "argument \"id\" type=\"i64\"");
    /// ```
    pub fn span(&self, subject: &Subject) -> Range<usize> {
        let mut subject = subject.clone();
        loop {
            match (self.spans.get(&subject), subject.part) {
                (Some(span), _) => return span.clone(),
                (None, Some(part)) => subject.part = part.around(),
                (None, None) => return 0..0,
            }
        }
    }
}

/// Reads an API from KDL 2: the canonical text of [`to_kdl`](crate::to_kdl), or a text that a
/// person or another backend wrote. The grammar is in [`kdl`](crate::kdl).
///
/// Names are not resolved: a context, a function or a type that is mentioned need not exist.
///
/// ```
/// use mizan_ir::{from_kdl, to_kdl};
///
/// let text = "mizan version=1\n\nfunction \"ping\" {\n    result type=\"()\"\n}\n";
/// assert_eq!(to_kdl(&from_kdl(text).unwrap().api), text);
///
/// let diagnostics = from_kdl("mizan version=1\nfunctoin \"ping\"").unwrap_err();
/// assert_eq!(diagnostics[0].message, "unknown node `functoin`; did you mean `function`?");
/// ```
///
/// # Errors
///
/// All diagnostics, in the order of the document. Errors in KDL's own syntax come alone.
pub fn from_kdl(text: &str) -> Result<Document, Vec<KdlDiagnostic>> {
    let document = KdlDocument::parse_v2(text).map_err(|error| syntax_diagnostics(text, &error))?;
    let mut diagnostics = check_document(&document, &grammar::DOCUMENT);
    diagnostics.extend(check_version(&document));
    let mut reader = Reader { text, diagnostics, document: Document::default() };
    document.nodes().iter().for_each(|node| reader.read_item(Node(node)));
    let Reader { mut diagnostics, document, .. } = reader;
    if diagnostics.is_empty() {
        return Ok(document);
    }
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    Err(diagnostics)
}

fn syntax_diagnostics(text: &str, error: &KdlError) -> Vec<KdlDiagnostic> {
    let mut diagnostics = Vec::new();
    for diagnostic in &error.diagnostics {
        let message = diagnostic.message.as_deref().or(diagnostic.label.as_deref());
        let found = find_old_keyword(text, diagnostic.span.offset()).unwrap_or_else(|| {
            new_error(
                diagnostic.span.offset()..diagnostic.span.offset() + diagnostic.span.len(),
                message.unwrap_or("this is no KDL"),
                diagnostic.help.clone().unwrap_or_default(),
            )
        });
        if !diagnostics.contains(&found) {
            diagnostics.push(found);
        }
    }
    diagnostics
}

/// The word `true`, `false` or `null` of KDL 1 in the line of a syntax error.
fn find_old_keyword(text: &str, offset: usize) -> Option<KdlDiagnostic> {
    let start = text.get(..offset)?.rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next()?;
    let mut is_quoted = false;
    let mut word = start;
    for (at, letter) in line.char_indices().chain([(line.len(), ' ')]) {
        if letter.is_alphanumeric() || matches!(letter, '#' | '-' | '_' | ':' | '.') {
            continue;
        }
        let range = word..start + at;
        let found = &text[range.clone()];
        if !is_quoted && ["true", "false", "null"].contains(&found) {
            let message = format!("`{found}` is a word of KDL 1, and the version here is KDL 2");
            return Some(new_error(range, message, format!("write `#{found}`")));
        }
        is_quoted ^= letter == '"';
        word = start + at + letter.len_utf8();
    }
    None
}

fn check_version(document: &KdlDocument) -> Option<KdlDiagnostic> {
    let Some(node) = document.get("mizan").map(Node) else {
        return Some(new_error(
            0..0,
            "the version of the grammar is not told",
            format!("write `mizan version={VERSION}` on top"),
        ));
    };
    let version = node.number("version")?;
    (version != i128::from(VERSION)).then(|| {
        new_error(
            node.property_span("version"),
            format!("version {version} of the grammar is not known here"),
            format!("this Mizan reads version {VERSION}: export that, or update `mizan-build`"),
        )
    })
}

struct Reader<'text> {
    text: &'text str,
    diagnostics: Vec<KdlDiagnostic>,
    document: Document,
}

impl Reader<'_> {
    fn error(&mut self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(new_error(span, message, help));
    }

    fn read_item(&mut self, node: Node<'_>) {
        let name = node.text().to_owned();
        let item = match node.name() {
            "context" => Item::Context(name.clone()),
            "channel" => Item::Channel(name.clone()),
            "function" => Item::Function(name.clone()),
            "type" => Item::Type(name.clone()),
            _ => return,
        };
        if !self.remember(&item, node) {
            return;
        }
        match item {
            Item::Context(_) => {
                let context = self.read_context(node);
                self.document.api.contexts.insert(name, context);
            }
            Item::Channel(_) => {
                let channel = self.read_channel(node);
                self.document.api.channels.insert(name, channel);
            }
            Item::Function(_) => {
                let function = self.read_function(node);
                self.document.api.functions.insert(name, function);
            }
            Item::Type(_) => {
                let definition = self.read_definition(node, &item);
                self.document.api.types.insert(name, definition);
            }
        }
    }

    /// Stores the spans of an item and its parts; `false` for the second item with one name.
    fn remember(&mut self, item: &Item, node: Node<'_>) -> bool {
        let subject = Subject::new(item.clone());
        match self.document.spans.entry(subject.clone()) {
            Entry::Occupied(first) => {
                let line = self.text[..first.get().start].matches('\n').count() + 1;
                let message = format!("two {}s are called `{}`", node.name(), node.text());
                self.error(
                    node.head(),
                    message,
                    format!("the first is on line {line}: rename one of them"),
                );
                return false;
            }
            Entry::Vacant(vacant) => vacant.insert(node.head()),
        };
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for child in node.children() {
            let count = counts.entry(child.name()).or_default();
            if let Some(part) = part_of(child.name(), *count) {
                self.document.spans.insert(subject.clone().part(part), child.head());
            }
            *count += 1;
        }
        true
    }

    fn read_context(&mut self, node: Node<'_>) -> Context {
        Context {
            parameters: self.read_parameters(node, "parameter"),
            live: node.child("live").is_some(),
            stale: self.read_stale(node),
            docs: read_docs(node),
            deprecated: read_deprecated(node),
            location: self.read_location(node),
        }
    }

    fn read_channel(&mut self, node: Node<'_>) -> Channel {
        if node.child("message").is_none() {
            self.error(
                node.head(),
                format!("the channel `{}` does not say what is said in it", node.text()),
                "write the type of a message: `message type=\"…\"`",
            );
        }
        Channel {
            parameters: self.read_parameters(node, "parameter"),
            message: node.child("message").map(|node| self.read_type(node)).unwrap_or_default(),
            presence: node.child("presence").map(|node| self.read_type(node)),
            docs: read_docs(node),
            deprecated: read_deprecated(node),
            location: self.read_location(node),
        }
    }

    /// The role of a function in a channel.
    fn read_role(&mut self, node: Node<'_>) -> Option<ChannelRole> {
        let mut roles = Vec::new();
        for (key, role) in ROLES {
            roles.extend(node.child(key).map(|child| (child, role(child.text().to_owned()))));
        }
        if let [_, (second, _), ..] = roles.as_slice() {
            self.error(
                second.head(),
                "a function has one role in one channel",
                "keep one of `join`, `send` and `present`",
            );
        }
        roles.into_iter().next().map(|(_, role)| role)
    }

    fn read_function(&mut self, node: Node<'_>) -> Function {
        Function {
            channel: self.read_role(node),
            auth: self.read_auth(node),
            identity: self.read_identity(node),
            request: node.child("request").is_some(),
            private: node.child("private").is_some(),
            websocket: node.child("websocket").is_some(),
            paging: node.child("paging").map(|paging| paging.text().to_owned()),
            edits: node.child("edits").map(|edits| edits.text().to_owned()),
            stream: node.child("stream").is_some(),
            route: node.child("route").map(read_route),
            rev: self.read_rev(node),
            cache: self.read_cache(node),
            limits: self.read_limits(node),
            context: node.child("context").map(|context| context.text().to_owned()),
            affects: node.each("affects").filter_map(|node| self.read_affects(node)).collect(),
            merge: node.each("merge").map(read_merge).collect(),
            arguments: self.read_parameters(node, "argument"),
            result: node.child("result").map(|node| self.read_type(node)).unwrap_or_default(),
            error: node.child("error").map(|node| self.read_type(node)),
            docs: read_docs(node),
            deprecated: read_deprecated(node),
            location: self.read_location(node),
        }
    }

    fn read_affects(&mut self, node: Node<'_>) -> Option<Affects> {
        let target = match (node.property("context"), node.property("function")) {
            (Some(context), None) => Target::Context(context.to_owned()),
            (None, Some(function)) => Target::Function(function.to_owned()),
            _ => {
                self.error(
                    node.head(),
                    "`affects` names a context or a function",
                    "write `affects context=\"…\"` or `affects function=\"…\"`, one node for each",
                );
                return None;
            }
        };
        Some(Affects {
            target,
            scope: read_texts(node, "scope"),
            is_explicit: node.flag("explicit"),
        })
    }

    fn read_parameters(&mut self, node: Node<'_>, kind: &'static str) -> Vec<Parameter> {
        let parameter = |node: Node<'_>| Parameter {
            name: node.text().to_owned(),
            ty: self.read_type(node),
            optional: node.flag("optional"),
            docs: read_docs(node),
            location: self.read_location(node),
        };
        node.each(kind).map(parameter).collect()
    }

    /// The type in the property `type`. A missing property is no error here: the grammar check
    /// reports it.
    fn read_type(&mut self, node: Node<'_>) -> Type {
        let Some(text) = node.property("type") else { return Type::Unit };
        self.read_type_text(node, "type", text)
    }

    fn read_type_text(&mut self, node: Node<'_>, property: &str, text: &str) -> Type {
        text.parse().unwrap_or_else(|error| {
            self.error(
                node.property_span(property),
                format!("`{text}` is no type: {error}"),
                "such are `String`, `i64`, `Option<f64>`, `Vec<shop::Order>`, `Map<String, Json>`",
            );
            Type::Unit
        })
    }

    fn read_location(&mut self, node: Node<'_>) -> SourceLocation {
        let Some(text) = node.property("at") else { return SourceLocation::default() };
        text.parse().unwrap_or_else(|()| {
            self.error(
                node.property_span("at"),
                format!("`{text}` is no location in a file"),
                "a location is a file, a line and a column: `at=\"src/shop.rs:12:5\"`",
            );
            SourceLocation::default()
        })
    }
}

/// The roles in a channel, by their nodes.
type MakeRole = fn(String) -> ChannelRole;
const ROLES: [(&str, MakeRole); 3] =
    [("join", ChannelRole::Join), ("send", ChannelRole::Send), ("present", ChannelRole::Present)];

/// The part of an item that a node describes, by the name of the node and by the number of nodes of
/// that name before it.
fn part_of(node: &str, index: usize) -> Option<Part> {
    Some(match node {
        "context" => Part::Context,
        "join" | "send" | "present" => Part::Channel,
        "message" => Part::Message,
        "presence" => Part::Presence,
        "affects" => Part::Affects(index),
        "merge" => Part::Merge(index),
        "argument" => Part::Argument(index),
        "result" => Part::Result,
        "error" => Part::Error,
        "auth" => Part::Auth,
        "cache" => Part::Cache,
        "websocket" => Part::Websocket,
        "paging" => Part::Paging,
        "edits" => Part::Edits,
        "stream" => Part::Stream,
        "route" => Part::Route,
        "parameter" => Part::Parameter(index),
        _ => return None,
    })
}

fn read_merge(node: Node<'_>) -> Merge {
    let slot = node.property("function").unwrap_or_default().to_owned();
    Merge { slot, scope: read_texts(node, "scope") }
}

fn read_docs(node: Node<'_>) -> String {
    node.child("doc").map(Node::text).unwrap_or_default().to_owned()
}

fn read_deprecated(node: Node<'_>) -> Option<String> {
    node.child("deprecated").map(|node| node.text().to_owned())
}

fn read_texts(node: Node<'_>, name: &'static str) -> Vec<String> {
    node.each(name).map(|node| node.text().to_owned()).collect()
}
