//! The fingerprint of an item: a hash of all that the grammar reads of it, except documentation and
//! source locations.
//!
//! The build reads an item as it is written. The macro reads it as the compiler passes it, after
//! the attribute macros above have rewritten it. Two different fingerprints mean that one of these
//! macros has changed the JSON or the call.
//!
//! Parts are hashed in the order of declaration, without sorting: the order of parameters, fields
//! and variants is part of the item.

use mizan_ir::{
    Cache, Field, Fields, Limits, Name, Presence, Shape, Tagging, Variant, binary::Binary, hash,
};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, Path, PathArguments, Type};

use crate::{Argument, Auth, Channel, Client, Context, Generic, Parameter, TypeItem, bare_name};

impl TypeItem {
    /// The fingerprint of a type. The types of its fields are part of it only in a generic type;
    /// for any other, the macro compares the hashes in the report.
    ///
    /// ```
    /// let parse = |item| mizan_syntax::parse_type(&item).unwrap().fingerprint();
    /// let written = parse(syn::parse_quote!(struct Profile { bio: Option<String> }));
    /// let rewritten = parse(syn::parse_quote! {
    ///     struct Profile { #[serde(skip_serializing_if = "Option::is_none")] bio: Option<String> }
    /// });
    /// assert_ne!(written, rewritten);
    /// ```
    pub fn fingerprint(&self) -> u64 {
        let is_generic =
            self.parameters.iter().any(|parameter| matches!(parameter, Generic::Type(..)));
        let mut fingerprint = Fingerprint::new(is_generic);
        for parameter in &self.parameters {
            match parameter {
                Generic::Type(name, default) => {
                    fingerprint.add_text(&bare_name(name));
                    default.iter().for_each(|ty| fingerprint.add_type(ty));
                }
                Generic::Const(name) => fingerprint.add_text(&bare_name(name)),
            }
        }
        fingerprint.add_shape(&self.shape);
        fingerprint.add_text(self.key.as_deref().unwrap_or_default());
        fingerprint.add_bytes(&self.form);
        fingerprint.add_flag(self.is_wrapper);
        fingerprint.add_flag(self.is_transparent);
        fingerprint.hash
    }
}

impl Context {
    /// The fingerprint of a context: its name and those of its parameters.
    ///
    /// ```
    /// let parse = |item| mizan_syntax::parse_context(&item).unwrap().fingerprint();
    /// let user = parse(syn::parse_quote!(struct User { user_id: i64 }));
    /// assert_ne!(user, parse(syn::parse_quote!(struct User { id: i64 })));
    /// ```
    pub fn fingerprint(&self) -> u64 {
        let mut fingerprint = Fingerprint::new(false);
        fingerprint.add_text(&self.wire_name);
        self.parameters.iter().for_each(|parameter| fingerprint.add_argument(parameter));
        fingerprint.add_flag(self.is_live);
        fingerprint.add_number(self.stale as usize);
        fingerprint.hash
    }
}

impl Channel {
    /// The fingerprint of a channel: its name and those of its parameters. The macro compares the hashes
    /// of its types.
    ///
    /// ```
    /// let parse = |item| mizan_syntax::parse_channel(&item).unwrap().fingerprint();
    /// let chat = parse(syn::parse_quote!(#[mizan(message = Line)] struct Chat { room: String }));
    /// let other = syn::parse_quote!(#[mizan(message = Line)] struct Chat { name: String });
    /// assert_ne!(chat, parse(other));
    /// ```
    pub fn fingerprint(&self) -> u64 {
        let mut fingerprint = Fingerprint::new(false);
        fingerprint.add_text(&self.wire_name);
        self.parameters.iter().for_each(|parameter| fingerprint.add_argument(parameter));
        fingerprint.add_flag(self.presence.is_some());
        fingerprint.hash
    }
}

impl Client {
    /// The fingerprint of a function: its name, its parameters, and the keys of its attribute.
    ///
    /// ```
    /// let parse = |item| {
    ///     mizan_syntax::parse_client(Default::default(), &item).unwrap().fingerprint()
    /// };
    /// let two = parse(syn::parse_quote!(fn rename(id: i64, name: String) {}));
    /// assert_ne!(two, parse(syn::parse_quote!(fn rename(id: i64) {})));
    /// ```
    pub fn fingerprint(&self) -> u64 {
        let mut fingerprint = Fingerprint::new(true);
        fingerprint.add_text(&self.wire_name);
        for parameter in &self.parameters {
            match parameter {
                Parameter::Argument(argument) => fingerprint.add_argument(argument),
                Parameter::Injected(injected) => {
                    fingerprint.add_flag(injected.is_optional);
                    fingerprint.add_type(&injected.ty);
                }
            }
        }
        let targets = self.affects.iter().map(|affects| &affects.target);
        for path in self.context.iter().chain(targets).chain(&self.merge) {
            fingerprint.add_path(path);
        }
        fingerprint.add_replacement(self.replacement.as_ref());
        if let Some(role) = &self.role {
            fingerprint.add_text(role.kind.key());
            fingerprint.add_path(&role.channel);
        }
        if let Some(edited) = &self.edits {
            fingerprint.add_text(edited);
        }
        fingerprint.add_access(self);
        fingerprint.hash
    }
}

struct Fingerprint {
    hash: u64,
    /// True if the tokens of types are part of it.
    has_types: bool,
}

impl Fingerprint {
    fn new(has_types: bool) -> Self {
        Self { hash: hash::EMPTY, has_types }
    }

    fn add_text(&mut self, text: &str) {
        // The byte 0xff is in no UTF-8 text, so it ends each unambiguously: "ab" + "c" ≠ "a" +
        // "bc".
        self.hash = hash::extend(hash::extend(self.hash, text.as_bytes()), &[0xff]);
    }

    /// Adds what belongs to a form; most items have nothing of it.
    fn add_bytes<T: Binary>(&mut self, value: &Option<T>) {
        if let Some(value) = value {
            self.hash = hash::extend(self.hash, &value.to_bytes());
        }
    }

    fn add_flag(&mut self, flag: bool) {
        self.hash = hash::extend(self.hash, &[u8::from(flag)]);
    }

    fn add_number(&mut self, number: usize) {
        self.hash = hash::extend(self.hash, &number.to_le_bytes());
    }

    fn add_argument(&mut self, argument: &Argument) {
        self.add_text(&argument.wire_name);
        self.add_flag(argument.upload.is_some());
        self.add_flag(argument.is_page);
        self.add_flag(argument.valid.is_some());
        self.add_replacement(argument.replacement.as_deref());
    }

    fn add_replacement(&mut self, replacement: Option<&Type>) {
        self.add_flag(replacement.is_some());
        replacement.iter().for_each(|ty| self.add_type(ty));
    }

    fn add_access(&mut self, client: &Client) {
        match &client.auth {
            Auth::Open => self.add_text("open"),
            Auth::Anyone => self.add_text("anyone"),
            Auth::SignedIn => self.add_text("signed in"),
            Auth::Staff => self.add_text("staff"),
            Auth::Superuser => self.add_text("superuser"),
            Auth::Guard(path) => self.add_path(path),
        }
        if let Some(route) = &client.route {
            self.add_text(&route.path.value());
            client.methods.iter().for_each(|method| self.add_text(&bare_name(method)));
        }
        self.add_flag(client.is_private);
        self.add_flag(client.is_websocket);
        self.add_number(client.rev as usize);
        self.add_number(match client.cache {
            Cache::Default => 0,
            Cache::Off => 1,
            Cache::Seconds(seconds) => 2 + seconds as usize,
        });
        let Limits { body, time, rate } = client.limits;
        for limit in [body, time] {
            self.add_number(limit.unwrap_or_default() as usize);
        }
        self.add_text(&rate.map(|rate| rate.to_string()).unwrap_or_default());
        self.add_flag(client.is_blocking);
    }

    fn add_shape(&mut self, shape: &Shape<Type>) {
        match shape {
            Shape::Struct(fields) => self.add_fields(fields),
            Shape::Tagged { tag, name, fields } => {
                self.add_text(tag);
                self.add_text(name);
                self.add_fields(fields);
            }
            Shape::Enum { tagging, variants } => {
                self.add_tagging(tagging);
                self.add_number(variants.len());
                variants.iter().for_each(|variant| self.add_variant(variant));
            }
            Shape::Directed { output, input } => {
                self.add_shape(output);
                self.add_shape(input);
            }
        }
    }

    fn add_tagging(&mut self, tagging: &Tagging) {
        match tagging {
            Tagging::External => self.add_text("external"),
            Tagging::Untagged => self.add_text("untagged"),
            Tagging::Number => self.add_text("number"),
            Tagging::Internal { tag } => self.add_text(tag),
            Tagging::Adjacent { tag, content } => {
                self.add_text(tag);
                self.add_text(content);
            }
        }
    }

    fn add_variant(&mut self, variant: &Variant<Type>) {
        self.add_name(&variant.name);
        self.add_presence(variant.output);
        self.add_presence(variant.input);
        self.add_flag(variant.untagged);
        self.add_flag(variant.other);
        self.add_text(variant.code.as_deref().unwrap_or_default());
        variant.aliases.iter().for_each(|alias| self.add_text(alias));
        self.add_fields(&variant.fields);
    }

    fn add_fields(&mut self, fields: &Fields<Type>) {
        match fields {
            Fields::Unit => self.add_text("unit"),
            Fields::Newtype(ty) => {
                self.add_text("newtype");
                self.add_type(ty);
            }
            Fields::Tuple(items) => {
                self.add_number(items.len());
                items.iter().for_each(|ty| self.add_type(ty));
            }
            Fields::Named(fields) => {
                self.add_text("named");
                self.add_number(fields.len());
                fields.iter().for_each(|field| self.add_field(field));
            }
        }
    }

    fn add_field(&mut self, field: &Field<Type>) {
        self.add_name(&field.name);
        self.add_presence(field.output);
        self.add_presence(field.input);
        self.add_flag(field.flatten);
        field.aliases.iter().for_each(|alias| self.add_text(alias));
        self.add_bytes(&field.form);
        self.add_type(&field.ty);
    }

    fn add_name(&mut self, name: &Name) {
        self.add_text(&name.output);
        self.add_text(&name.input);
    }

    fn add_presence(&mut self, presence: Presence) {
        self.add_number(match presence {
            Presence::Required => 0,
            Presence::Optional => 1,
            Presence::UnlessNull => 2,
            Presence::Skipped => 3,
            Presence::IfOption => 4,
        });
    }

    fn add_type(&mut self, ty: &Type) {
        if !self.has_types {
            return;
        }
        match ty {
            Type::Group(group) => self.add_type(&group.elem),
            Type::Paren(paren) => self.add_type(&paren.elem),
            Type::Path(path) if path.qself.is_none() => self.add_path(&path.path),
            ty => self.add_tokens(ty.to_token_stream()),
        }
    }

    /// Hashes the names of a path and its generic arguments. Nearly every type is a path, and
    /// hashing its tokens would take several times as long.
    fn add_path(&mut self, path: &Path) {
        self.add_number(path.segments.len());
        for segment in &path.segments {
            self.add_text(&bare_name(&segment.ident));
            match &segment.arguments {
                PathArguments::None => {}
                PathArguments::AngleBracketed(arguments) => {
                    for argument in &arguments.args {
                        match argument {
                            GenericArgument::Type(ty) => self.add_type(ty),
                            argument => self.add_tokens(argument.to_token_stream()),
                        }
                    }
                }
                PathArguments::Parenthesized(arguments) => {
                    self.add_tokens(arguments.to_token_stream());
                }
            }
        }
    }

    /// Hashes tokens by their texts. Spacing is ignored, and so are groups without delimiters: the
    /// compiler spaces tokens differently from a file, and wraps those of a macro in such groups.
    fn add_tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => {
                    self.add_number(match group.delimiter() {
                        Delimiter::None => {
                            self.add_tokens(group.stream());
                            continue;
                        }
                        Delimiter::Parenthesis => 0,
                        Delimiter::Bracket => 1,
                        Delimiter::Brace => 2,
                    });
                    self.add_tokens(group.stream());
                }
                token => self.add_text(&token.to_string()),
            }
        }
    }
}
