//! A source file read into its outline.

use mizan_ir::Auth;
use mizan_syntax::{
    bare_name, parse_client, parse_context, parse_failure, parse_identity, parse_type,
};
use proc_macro2::TokenTree;
use syn::{
    Attribute, DeriveInput, Expr, ExprLit, GenericArgument, GenericParam, Generics, Item, ItemFn,
    ItemImpl, ItemMod, Lit, Meta, MetaList, PathArguments, UseTree,
};

use super::{
    cfg::Cfg,
    outline::{
        Affects, Alias, Argument, Attributed, AuthFlags, Context, Declaration, Derived, Form,
        Function, GLOB, Generic, Injected, Kind, Length, Mention, Module, Name, Path, Route,
        TypeDeclaration,
    },
    span::Span,
    strip::strip_bodies,
};

/// Reads a file; `None` if it is not Rust, which rustc says better.
pub(crate) fn read_source(source: &str, cfg: &Cfg) -> Option<Vec<Declaration>> {
    let mut file = syn::parse_file(&strip_bodies(source)).ok()?;
    cfg.configure_attributes(&mut file.attrs);
    if !cfg.allows(&file.attrs) {
        return Some(Vec::new());
    }
    Some(Reader::new(cfg, &file.items).read_items(file.items))
}

struct Reader<'cfg> {
    cfg: &'cfg Cfg,
    /// The names that this file's `use` items give to Mizan's macros.
    names: Names,
}

/// What Mizan's macros may be called in a file.
struct Names {
    client: Called,
    context: Called,
    ty: Called,
    identity: Called,
    failure: Called,
}

/// The names of a macro, with and without `r#`: identifiers are compared with both, since making
/// texts of them is much more.
struct Called(Vec<String>);

impl Called {
    fn new(name: &str) -> Self {
        let mut called = Self(Vec::new());
        called.add(name);
        called
    }

    fn add(&mut self, name: &str) {
        self.0.push(name.to_owned());
        self.0.push(format!("r#{name}"));
    }

    /// Whether an identifier may be the macro.
    fn is(&self, ident: &syn::Ident) -> bool {
        for name in &self.0 {
            if ident == name {
                return true;
            }
        }
        false
    }
}

impl Reader<'_> {
    fn new<'cfg>(cfg: &'cfg Cfg, items: &[Item]) -> Reader<'cfg> {
        let mut names = Names {
            client: Called::new("client"),
            context: Called::new("Context"),
            ty: Called::new("Type"),
            identity: Called::new("Identity"),
            failure: Called::new("Failure"),
        };
        collect_renames(items, &mut names);
        Reader { cfg, names }
    }

    fn read_items(&self, items: Vec<Item>) -> Vec<Declaration> {
        let mut declarations = Vec::new();
        for item in items {
            self.read_item(item, &mut declarations);
        }
        declarations
    }

    fn read_item(&self, mut item: Item, declarations: &mut Vec<Declaration>) {
        if let Some(attributes) = attributes_of(&mut item) {
            self.cfg.configure_attributes(attributes);
            if !self.cfg.allows(attributes) {
                return;
            }
        }
        let declaration = match item {
            Item::Use(item) => {
                let mut prefix = Prefix {
                    span: Span::of(&item.tree),
                    is_global: item.leading_colon.is_some(),
                    names: Vec::new(),
                };
                return read_use(&item.tree, &mut prefix, declarations);
            }
            Item::ExternCrate(item) => {
                let name = item.rename.as_ref().map_or(&item.ident, |(_, name)| name);
                let (span, first) = (item.ident.span().into(), bare_name(&item.ident));
                let path = Path { span, is_global: true, first, rest: Vec::new() };
                declare(name, Kind::Use(path))
            }
            Item::Mod(item) => self.read_module(item),
            Item::Type(item) => {
                let alias =
                    Alias { parameters: type_parameters(&item.generics), ty: read_type(&item.ty) };
                declare(&item.ident, Kind::Alias(alias))
            }
            Item::Fn(item) => self.read_function(&item),
            Item::Struct(item) => self.read_data(item.into()),
            Item::Enum(item) => self.read_data(item.into()),
            Item::Union(item) => self.read_data(item.into()),
            Item::Const(item) => match length(&item.expr) {
                Length::Number(number) => declare(&item.ident, Kind::Constant(number)),
                _ => return,
            },
            Item::Impl(item) => match self.read_implementation(&item) {
                Some(declaration) => declaration,
                None => return,
            },
            Item::Trait(item) => declare(&item.ident, Kind::Other),
            Item::TraitAlias(item) => declare(&item.ident, Kind::Other),
            _ => return,
        };
        declarations.push(declaration);
    }

    fn read_module(&self, item: ItemMod) -> Declaration {
        let path = path_attribute(&item.attrs);
        let module = match item.content {
            Some((_, items)) => Module::Inline(self.read_items(items).into(), path),
            None => Module::File(path),
        };
        declare(&item.ident, Kind::Module(module))
    }

    fn read_function(&self, item: &ItemFn) -> Declaration {
        let attribute = item.attrs.iter().find(|attribute| {
            let last = attribute.path().segments.last();
            last.is_some_and(|last| self.names.client.is(&last.ident))
        });
        let Some(attribute) = attribute else { return declare(&item.sig.ident, Kind::Function) };
        let tokens = match &attribute.meta {
            Meta::List(list) => list.tokens.clone(),
            Meta::Path(_) | Meta::NameValue(_) => proc_macro2::TokenStream::new(),
        };
        let content = parse_client(tokens.clone(), item).ok().map(|client| {
            let mut function = read_client(client);
            if let Auth::Staff | Auth::Superuser = function.auth {
                function.guard = find_word(tokens);
            }
            function
        });
        let path = read_path(attribute.path());
        declare(&item.sig.ident, Kind::Client(Box::new(Attributed { path, content })))
    }

    /// An `impl` of what may be the trait of who is asking.
    fn read_implementation(&self, item: &ItemImpl) -> Option<Declaration> {
        let (of, _) = item.trait_.as_ref()?;
        let syn::Type::Path(subject) = item.self_ty.as_ref() else { return None };
        if !self.names.identity.is(&of.segments.last()?.ident) {
            return None;
        }
        let (of, subject) = (read_path(of), read_path(&subject.path));
        let span = of.span;
        Some(Declaration { name: String::new(), span, kind: Kind::Implementation(of, subject) })
    }

    fn read_data(&self, mut item: DeriveInput) -> Declaration {
        self.cfg.configure_data(&mut item.data);
        let mut derived = Vec::new();
        let mut is_refused = false;
        for derive in derives(&item.attrs) {
            let Some(last) = derive.names.last() else { continue };
            if self.names.ty.is(last) {
                let content = parse_type(&item).ok().map(read_type_item);
                derived.push(Derived::Type(Attributed { path: derive.path(), content }));
            } else if self.names.failure.is(last) {
                is_refused |= parse_failure(&item).is_err();
                derived.push(Derived::Failure(derive.path()));
            } else if self.names.context.is(last) {
                let content = parse_context(&item).ok().map(read_context);
                derived.push(Derived::Context(Attributed { path: derive.path(), content }));
            } else if self.names.identity.is(last) {
                let content = parse_identity(&item).ok().map(|identity| AuthFlags {
                    is_staff: identity.staff.is_some(),
                    is_superuser: identity.superuser.is_some(),
                });
                derived.push(Derived::Identity(Attributed { path: derive.path(), content }));
            }
        }
        if is_refused {
            refuse_type(&mut derived);
        }
        declare(&item.ident, Kind::Data(derived))
    }
}

/// What is refused as an error is refused as a type.
fn refuse_type(derived: &mut [Derived]) {
    for derived in derived {
        if let Derived::Type(derived) = derived {
            derived.content = None;
        }
    }
}

/// `use mizan::client as endpoint`, anywhere in the file, makes `endpoint` worth a look. Whether
/// it is Mizan's is for the resolution to say.
fn collect_renames(items: &[Item], names: &mut Names) {
    for item in items {
        match item {
            Item::Use(item) => collect_renames_of(&item.tree, names),
            Item::Mod(item) => {
                if let Some((_, items)) = &item.content {
                    collect_renames(items, names);
                }
            }
            _ => {}
        }
    }
}

fn collect_renames_of(tree: &UseTree, names: &mut Names) {
    match tree {
        UseTree::Path(path) => collect_renames_of(&path.tree, names),
        UseTree::Group(group) => {
            group.items.iter().for_each(|tree| collect_renames_of(tree, names))
        }
        UseTree::Rename(rename) => {
            let name = bare_name(&rename.rename);
            match bare_name(&rename.ident).as_str() {
                "client" => names.client.add(&name),
                "Context" => names.context.add(&name),
                "Type" => names.ty.add(&name),
                "Identity" => names.identity.add(&name),
                "Failure" => names.failure.add(&name),
                _ => {}
            }
        }
        UseTree::Name(_) | UseTree::Glob(_) => {}
    }
}

/// The names before a part of a `use` item.
struct Prefix {
    span: Span,
    is_global: bool,
    names: Vec<String>,
}

impl Prefix {
    /// A path that ends with a name, or with the last of these; `None` where it has no name.
    fn path(&self, last: Option<String>) -> Option<Path> {
        let mut names = self.names.clone();
        names.extend(last);
        let first = if names.is_empty() { return None } else { names.remove(0) };
        Some(Path { span: self.span, is_global: self.is_global, first, rest: names })
    }
}

fn read_use(tree: &UseTree, prefix: &mut Prefix, declarations: &mut Vec<Declaration>) {
    let (name, ident) = match tree {
        UseTree::Path(inner) => {
            prefix.names.push(bare_name(&inner.ident));
            read_use(&inner.tree, prefix, declarations);
            prefix.names.pop();
            return;
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                read_use(tree, prefix, declarations);
            }
            return;
        }
        UseTree::Glob(glob) => {
            let Some(path) = prefix.path(None) else { return };
            let (span, kind) = (glob.star_token.span.into(), Kind::Use(path));
            return declarations.push(Declaration { name: GLOB.to_owned(), span, kind });
        }
        UseTree::Name(name) => (&name.ident, &name.ident),
        UseTree::Rename(rename) => (&rename.rename, &rename.ident),
    };
    let is_prefix = ident == "self" && !prefix.names.is_empty();
    let Some(path) = prefix.path((!is_prefix).then(|| bare_name(ident))) else { return };
    let bare = if name == "self" { path.last().to_owned() } else { bare_name(name) };
    declarations.push(Declaration { name: bare, span: name.span().into(), kind: Kind::Use(path) });
}

/// The word that stands after `auth =`.
fn find_word(tokens: proc_macro2::TokenStream) -> Option<Path> {
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        if let TokenTree::Ident(key) = token
            && key == "auth"
        {
            let word = tokens.nth(1)?;
            let (span, first) = (word.span().into(), word.to_string());
            return Some(Path { span, is_global: false, first, rest: Vec::new() });
        }
    }
    None
}

fn read_client(client: mizan_syntax::Client) -> Function {
    Function {
        arguments: client.arguments().map(read_argument).collect(),
        context: client.context.as_ref().map(read_path),
        injected: client.parameters.iter().filter_map(read_injected).collect(),
        affects: client.affects.iter().map(read_affects).collect(),
        merge: client.merge.iter().map(read_path).collect(),
        output: client.output.as_ref().map(read_type),
        auth: read_auth(&client.auth),
        guard: match &client.auth {
            mizan_syntax::Auth::Guard(path) => Some(read_path(path)),
            _ => None,
        },
        is_private: client.is_private,
        is_websocket: client.is_websocket,
        route: client.route.as_ref().map(|route| read_route(route, &client.methods)),
        rev: client.rev,
        cache: client.cache,
        wire_name: client.wire_name,
        docs: client.docs,
        deprecated: client.deprecated,
    }
}

fn read_affects(affects: &mizan_syntax::Affects) -> Affects {
    let name = |field: &mizan_syntax::ScopeField| Name {
        text: field.wire_name(),
        span: field.name.span().into(),
    };
    Affects {
        target: read_path(&affects.target),
        scope: affects.scope.as_ref().map(|scope| scope.iter().map(name).collect()),
    }
}

fn read_injected(parameter: &mizan_syntax::Parameter) -> Option<Injected> {
    match parameter {
        mizan_syntax::Parameter::Argument(_) => None,
        mizan_syntax::Parameter::Injected(injected) => {
            Some(Injected { ty: read_type(&injected.ty), is_optional: injected.is_optional })
        }
    }
}

fn read_auth(auth: &mizan_syntax::Auth) -> Auth {
    match auth {
        mizan_syntax::Auth::Open => Auth::Open,
        mizan_syntax::Auth::SignedIn => Auth::SignedIn,
        mizan_syntax::Auth::Staff => Auth::Staff,
        mizan_syntax::Auth::Superuser => Auth::Superuser,
        mizan_syntax::Auth::Guard(path) => Auth::Guard(read_path(path).to_string()),
    }
}

fn read_route(route: &mizan_syntax::Route, methods: &[syn::Ident]) -> Route {
    Route {
        path: Name { text: route.path.value(), span: route.path.span().into() },
        methods: methods.iter().map(bare_name).collect(),
    }
}

fn read_context(context: mizan_syntax::Context) -> Context {
    Context {
        parameters: context.parameters.iter().map(read_argument).collect(),
        wire_name: context.wire_name,
        docs: context.docs,
        deprecated: context.deprecated,
    }
}

fn read_type_item(item: mizan_syntax::TypeItem) -> TypeDeclaration {
    TypeDeclaration {
        parameters: item.parameters.iter().map(read_generic).collect(),
        shape: item.shape.map(&mut read_type),
        key: item.key,
        is_transparent: item.is_transparent,
        docs: item.docs,
        deprecated: item.deprecated,
    }
}

fn read_generic(generic: &mizan_syntax::Generic) -> Generic {
    match generic {
        mizan_syntax::Generic::Type(name, default) => {
            Generic::Type(bare_name(name), default.as_deref().map(read_type))
        }
        mizan_syntax::Generic::Const(_) => Generic::Const,
    }
}

fn read_argument(argument: &mizan_syntax::Argument) -> Argument {
    Argument {
        wire_name: argument.wire_name.clone(),
        span: argument.name.span().into(),
        ty: read_type(&argument.ty),
        is_upload: argument.upload.is_some(),
        docs: argument.docs.clone(),
    }
}

fn read_type(ty: &syn::Type) -> Mention {
    let boxed = |ty: &syn::Type| Box::new(read_type(ty));
    let form = match ty {
        syn::Type::Path(path) if path.qself.is_none() => {
            let (path, arguments) = (read_path(&path.path), read_arguments(&path.path));
            return Mention { span: path.span, form: Form::Path(path, arguments) };
        }
        syn::Type::Tuple(tuple) => Form::Tuple(tuple.elems.iter().map(read_type).collect()),
        syn::Type::Array(array) => Form::Array(boxed(&array.elem), length(&array.len)),
        syn::Type::Reference(reference) => Form::Reference(boxed(&reference.elem)),
        syn::Type::Slice(slice) => Form::Slice(boxed(&slice.elem)),
        syn::Type::Paren(paren) => return read_type(&paren.elem),
        syn::Type::Group(group) => return read_type(&group.elem),
        _ => Form::Opaque,
    };
    Mention { span: span_of(ty), form }
}

/// Tokens are only made where there is no cheaper way to their ends.
fn span_of(ty: &syn::Type) -> Span {
    match ty {
        syn::Type::Path(path) if path.qself.is_none() => span_of_path(&path.path),
        syn::Type::Reference(reference) => {
            Span::from(reference.and_token.span).to(span_of(&reference.elem))
        }
        syn::Type::Tuple(tuple) => Span::from(tuple.paren_token.span.join()),
        syn::Type::Slice(slice) => Span::from(slice.bracket_token.span.join()),
        syn::Type::Array(array) => Span::from(array.bracket_token.span.join()),
        _ => Span::of(ty),
    }
}

fn span_of_path(path: &syn::Path) -> Span {
    let (Some(first), Some(last)) = (path.segments.first(), path.segments.last()) else {
        return Span::of(path);
    };
    let start = path.leading_colon.map_or(first.ident.span(), |colons| colons.spans[0]);
    let end = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.gt_token.span,
        _ => last.ident.span(),
    };
    Span::between(start, end)
}

fn read_path(path: &syn::Path) -> Path {
    let mut names = path.segments.iter();
    let first = names.next().map_or_else(String::new, |segment| bare_name(&segment.ident));
    let mut rest = Vec::new();
    for segment in names {
        rest.push(bare_name(&segment.ident));
    }
    Path { span: span_of_path(path), is_global: path.leading_colon.is_some(), first, rest }
}

fn read_arguments(path: &syn::Path) -> Vec<Mention> {
    let mut mentions = Vec::new();
    if let Some(last) = path.segments.last()
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
    {
        for argument in &arguments.args {
            mentions.extend(read_argument_of_type(argument));
        }
    }
    mentions
}

fn read_argument_of_type(argument: &GenericArgument) -> Option<Mention> {
    match argument {
        GenericArgument::Type(ty) => Some(read_type(ty)),
        GenericArgument::Const(number) => {
            let form = match length(number) {
                Length::Number(number) => Form::Number(number),
                _ => Form::Opaque,
            };
            Some(Mention { span: Span::of(number), form })
        }
        _ => None,
    }
}

fn length(length: &Expr) -> Length {
    match length {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => {
            number.base10_parse().map_or(Length::Computed, Length::Number)
        }
        Expr::Path(path) if path.qself.is_none() => Length::Named(read_path(&path.path)),
        _ => Length::Computed,
    }
}

fn type_parameters(generics: &Generics) -> Vec<String> {
    generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => Some(bare_name(&parameter.ident)),
            GenericParam::Const(parameter) => Some(bare_name(&parameter.ident)),
            GenericParam::Lifetime(_) => None,
        })
        .collect()
}

/// A path in `derive(…)`. Most of them are not Mizan's, so that they stay tokens.
#[derive(Default)]
struct Derive {
    /// The `::` that it begins with.
    colons: Option<proc_macro2::Span>,
    names: Vec<syn::Ident>,
}

impl Derive {
    fn path(&self) -> Path {
        let mut names: Vec<String> = self.names.iter().map(bare_name).collect();
        let start = self.colons.unwrap_or_else(|| self.names[0].span());
        let span = Span::between(start, self.names[self.names.len() - 1].span());
        Path { span, is_global: self.colons.is_some(), first: names.remove(0), rest: names }
    }
}

fn derives(attributes: &[Attribute]) -> Vec<Derive> {
    let mut derives = Vec::new();
    for attribute in attributes {
        if attribute.path().is_ident("derive")
            && let Meta::List(list) = &attribute.meta
        {
            derives.append(&mut read_derives(list).unwrap_or_default());
        }
    }
    derives
}

/// `None` where something else than paths stands there.
fn read_derives(list: &MetaList) -> Option<Vec<Derive>> {
    let mut derives = Vec::new();
    let mut derive = Derive::default();
    for token in list.tokens.clone() {
        match token {
            TokenTree::Ident(name) => derive.names.push(name),
            TokenTree::Punct(point) if point.as_char() == ',' => {
                derives.push(std::mem::take(&mut derive));
            }
            TokenTree::Punct(point) if point.as_char() == ':' => {
                if derive.names.is_empty() {
                    derive.colons.get_or_insert(point.span());
                }
            }
            _ => return None,
        }
    }
    derives.push(derive);
    Some(derives)
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes.iter().find(|attribute| attribute.path().is_ident("path"))?;
    match &attribute.meta.require_name_value().ok()?.value {
        Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) => Some(path.value()),
        _ => None,
    }
}

fn declare(name: &syn::Ident, kind: Kind) -> Declaration {
    Declaration { name: bare_name(name), span: name.span().into(), kind }
}

/// The attributes of an item that can declare something here.
fn attributes_of(item: &mut Item) -> Option<&mut Vec<Attribute>> {
    Some(match item {
        Item::Use(item) => &mut item.attrs,
        Item::ExternCrate(item) => &mut item.attrs,
        Item::Mod(item) => &mut item.attrs,
        Item::Type(item) => &mut item.attrs,
        Item::Const(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Union(item) => &mut item.attrs,
        Item::Trait(item) => &mut item.attrs,
        Item::TraitAlias(item) => &mut item.attrs,
        _ => return None,
    })
}
