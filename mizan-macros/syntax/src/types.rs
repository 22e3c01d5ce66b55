//! `#[derive(mizan::Type)]` on a struct or enum.

use mizan_ir::{Field, Fields, Presence, Shape, Variant};
use syn::{Attribute, Data, DeriveInput, GenericParam, Ident, Type};

use crate::{
    bare_name,
    context::mizan_attributes,
    docs::{parse_deprecated, parse_docs},
    errors::Errors,
    failure::{Class, check_variant, parse_variant_keys},
    identity,
    keys::{Key, parse_keys, parse_text},
    place,
    serde::{Container, Member, parse_container, parse_member},
};

const KEY: Key = Key { name: "key", example: "key" };
const AS: Key = Key { name: "as", example: "as = \"Type\"" };

/// What this derive reads on a field.
pub(crate) const FIELD_KEYS: [Key; 2] = [KEY, AS];

/// A struct or enum that travels, its types as they are written.
pub struct TypeItem {
    /// Its name in Rust.
    pub name: Ident,
    /// Its generic parameters but for lifetimes, in order.
    pub parameters: Vec<Generic>,
    /// What its JSON looks like. What both directions skip is left out.
    pub shape: Shape<Type>,
    /// The field by which lists of this type are spliced and shared, by its name on the wire.
    pub key: Option<String>,
    /// A key that only `#[derive(mizan::Identity)]` reads: the type has to have that, too.
    pub identity_key: Option<Ident>,
    /// The first word that makes it an error, if there is one.
    pub class: Option<Ident>,
    /// Whether it has a variant that is an error of another kind, which no value can be.
    pub is_transparent: bool,
    /// Its documentation, lines joined by `\n`.
    pub docs: String,
    /// `Some` when deprecated, with the note if there is one.
    pub deprecated: Option<String>,
}

/// A generic parameter.
pub enum Generic {
    /// A type, with what it is where nobody says.
    Type(Ident, Option<Box<Type>>),
    /// A number: what it counts has any length for the client.
    Const(Ident),
}

impl TypeItem {
    /// The types whose hashes the report lists, in its order: those of the shape, as written.
    pub fn wire_types(&self) -> impl Iterator<Item = &Type> {
        self.shape.types().into_iter()
    }
}

/// Reads a struct or enum with what serde's attributes and `mizan`'s say about it.
///
/// ```
/// use mizan_ir::{Fields, Shape};
///
/// let item = syn::parse_quote! {
///     #[serde(rename_all = "camelCase")]
///     struct Profile { user_id: i64 }
/// };
/// let item = mizan_syntax::parse_type(&item).unwrap();
/// let Shape::Struct(Fields::Named(fields)) = item.shape else { unreachable!() };
/// assert_eq!(fields[0].name.output, "userId");
/// ```
///
/// # Errors
///
/// Every mistake of the item, each at its own token.
pub fn parse_type(item: &DeriveInput) -> syn::Result<TypeItem> {
    let mut errors = Errors::default();
    let container = parse_container(&item.attrs, &mut errors);
    let replacement = parse_replacement(&item.attrs, &mut errors);
    let mut reader = Reader {
        container: &container,
        key: None,
        identity_key: None,
        class: None,
        is_transparent: false,
        errors: &mut errors,
    };
    let shape = match replacement {
        Some(ty) => Shape::Struct(Fields::Newtype(ty)),
        None => reader.parse_converted(item),
    };
    let item = TypeItem {
        name: item.ident.clone(),
        parameters: item.generics.params.iter().filter_map(parse_generic).collect(),
        key: reader.key.or_else(|| key_by_convention(&shape)),
        class: reader.class,
        is_transparent: reader.is_transparent,
        shape,
        identity_key: reader.identity_key,
        docs: parse_docs(&item.attrs),
        deprecated: parse_deprecated(&item.attrs),
    };
    errors.finish(item)
}

fn parse_generic(parameter: &GenericParam) -> Option<Generic> {
    match parameter {
        GenericParam::Type(parameter) => {
            let default = parameter.default.as_ref().map(|(_, ty)| ty.clone());
            Some(Generic::Type(parameter.ident.clone(), default.map(Box::new)))
        }
        GenericParam::Const(parameter) => Some(Generic::Const(parameter.ident.clone())),
        GenericParam::Lifetime(_) => None,
    }
}

/// `#[mizan(as = "Type")]`: the type whose JSON it is.
fn parse_replacement(attributes: &[Attribute], errors: &mut Errors) -> Option<Type> {
    let mut replacement = None;
    for tokens in mizan_attributes(attributes, errors) {
        parse_keys(tokens, &[AS], errors, |key, input, _| {
            replacement = Some(parse_text(key, input)?.parse()?);
            Ok(())
        });
    }
    replacement
}

/// A field called `id` tells the elements of a list apart unless another is named.
fn key_by_convention(shape: &Shape<Type>) -> Option<String> {
    let fields = match shape {
        Shape::Struct(Fields::Named(fields))
        | Shape::Tagged { fields: Fields::Named(fields), .. } => fields,
        Shape::Directed { output, .. } => return key_by_convention(output),
        _ => return None,
    };
    let id = fields.iter().find(|field| field.name.output == "id" && !field.flatten)?;
    (id.output == Presence::Required).then(|| id.name.output.clone())
}

struct Reader<'item> {
    container: &'item Container,
    key: Option<String>,
    identity_key: Option<Ident>,
    class: Option<Ident>,
    is_transparent: bool,
    errors: &'item mut Errors,
}

impl Reader<'_> {
    /// The shape of an item, where serde converts it from or into another type that type's.
    fn parse_converted(&mut self, item: &DeriveInput) -> Shape<Type> {
        let other = |ty: &Type| Shape::Struct(Fields::Newtype(ty.clone()));
        match (&self.container.into, &self.container.from) {
            (None, None) => self.parse_own(item),
            (Some(into), Some(from)) if is_same(into, from) => other(into),
            (into, from) => {
                let mut direction = |ty: &Option<Type>| {
                    Box::new(ty.as_ref().map_or_else(|| self.parse_own(item), other))
                };
                Shape::Directed { output: direction(into), input: direction(from) }
            }
        }
    }

    fn parse_own(&mut self, item: &DeriveInput) -> Shape<Type> {
        match &item.data {
            Data::Struct(data) => self.parse_struct(bare_name(&item.ident), &data.fields),
            Data::Enum(data) => Shape::Enum {
                tagging: self.container.tagging(),
                variants: data
                    .variants
                    .iter()
                    .filter_map(|variant| self.parse_variant(variant))
                    .collect(),
            },
            Data::Union(data) => {
                self.errors.at(data.union_token, "a union has no JSON: use an enum");
                Shape::default()
            }
        }
    }

    fn parse_struct(&mut self, name: String, fields: &syn::Fields) -> Shape<Type> {
        let fields = self.parse_fields(fields, None);
        match (fields, self.container.tag_of_struct(name)) {
            (Fields::Named(fields), None) if self.container.transparent => {
                Shape::Struct(single(fields))
            }
            (fields @ Fields::Named(_), Some((tag, name))) => Shape::Tagged { tag, name, fields },
            (fields, _) => Shape::Struct(fields),
        }
    }

    fn parse_variant(&mut self, variant: &syn::Variant) -> Option<Variant<Type>> {
        let member = parse_member(&variant.attrs, self.errors);
        let class = self.parse_class(variant);
        let is_transparent = matches!(class, Some(Class::Transparent(_)));
        self.is_transparent |= is_transparent;
        if member.is_skipped() || is_transparent {
            return None;
        }
        Some(Variant {
            name: self.container.variant_name(bare_name(&variant.ident), &member.names),
            fields: self.parse_content(&variant.fields, &member),
            output: member.output,
            input: member.input,
            untagged: member.untagged,
            other: member.other,
            code: class.as_ref().and_then(Class::code),
            aliases: member.aliases,
            docs: parse_docs(&variant.attrs),
            deprecated: parse_deprecated(&variant.attrs),
            place: place(variant.ident.span()),
        })
    }

    /// What a variant is as an error.
    fn parse_class(&mut self, variant: &syn::Variant) -> Option<Class> {
        let keys = parse_variant_keys(&variant.attrs, self.errors);
        check_variant(variant, &keys, self.errors);
        if let Some(Class::Word(word) | Class::Transparent(word)) = &keys.class {
            self.class.get_or_insert_with(|| word.clone());
        }
        keys.class
    }

    /// What a variant holds; a function of its own may write and read all of it.
    fn parse_content(&mut self, fields: &syn::Fields, variant: &Member) -> Fields<Type> {
        match self.parse_fields(fields, Some(variant)) {
            Fields::Newtype(ty) => {
                Fields::Newtype(variant.conversion.apply(&ty, None, self.errors))
            }
            // serde takes a variant for a unit when its only field is skipped.
            Fields::Tuple(items) if items.is_empty() && fields.len() == 1 => Fields::Unit,
            fields => fields,
        }
    }

    fn parse_fields(&mut self, fields: &syn::Fields, variant: Option<&Member>) -> Fields<Type> {
        match fields {
            syn::Fields::Unit => Fields::Unit,
            syn::Fields::Unnamed(unnamed) => self.parse_tuple(unnamed),
            syn::Fields::Named(named) => Fields::Named(
                named.named.iter().filter_map(|field| self.parse_field(field, variant)).collect(),
            ),
        }
    }

    fn parse_tuple(&mut self, fields: &syn::FieldsUnnamed) -> Fields<Type> {
        let is_newtype = fields.unnamed.len() == 1;
        let mut items = Vec::new();
        for field in &fields.unnamed {
            let replacement = parse_replacement(&field.attrs, self.errors);
            let member = parse_member(&field.attrs, self.errors);
            if member.is_skipped() {
                continue;
            }
            if [member.output, member.input].contains(&Presence::Skipped) {
                let message = "what travels one way only has a name, by which it can be left out: \
                               write `{ name: Type }`";
                self.errors.at(field, message);
            }
            items.push(member.conversion.apply(&field.ty, replacement, self.errors));
        }
        let is_single = (is_newtype || self.container.transparent) && items.len() == 1;
        if is_single { Fields::Newtype(items.remove(0)) } else { Fields::Tuple(items) }
    }

    fn parse_field(&mut self, field: &syn::Field, variant: Option<&Member>) -> Option<Field<Type>> {
        let member = parse_member(&field.attrs, self.errors);
        let ident = field.ident.as_ref()?;
        let bare = bare_name(ident);
        let name = match variant {
            None => self.container.field_name(bare, &member.names),
            Some(variant) => variant.names.field_name(self.container, bare, &member.names),
        };
        let replacement = self.parse_keys(field, variant, &name.output);
        if member.is_skipped() {
            return None;
        }
        let by_container = self.container.default && member.input == Presence::Required;
        Some(Field {
            name,
            ty: member.conversion.apply(&field.ty, replacement, self.errors),
            output: member.output,
            input: if by_container { Presence::Optional } else { member.input },
            flatten: member.flatten,
            aliases: member.aliases,
            docs: parse_docs(&field.attrs),
            deprecated: parse_deprecated(&field.attrs),
            place: place(ident.span()),
        })
    }

    /// Reads the keys of a field, and returns the type that `as` names.
    fn parse_keys(
        &mut self,
        field: &syn::Field,
        variant: Option<&Member>,
        name: &str,
    ) -> Option<Type> {
        let mut replacement = None;
        let allowed: Vec<Key> = FIELD_KEYS.into_iter().chain(identity::KEYS).collect();
        for tokens in mizan_attributes(&field.attrs, self.errors) {
            let (taken, identity_key) = (&mut self.key, &mut self.identity_key);
            parse_keys(tokens, &allowed, self.errors, |key, input, errors| {
                if identity::KEYS.iter().any(|known| key == known.name) {
                    *identity_key = Some(key.clone());
                } else if key == "as" {
                    replacement = Some(parse_text(key, input)?.parse()?);
                } else if variant.is_some() {
                    errors
                        .at(key, "a key tells the elements of a list apart: only a struct has one");
                } else if taken.is_some() {
                    errors.at(key, "another field is the key already: one field is enough");
                } else {
                    *taken = Some(name.to_owned());
                }
                Ok(())
            });
        }
        replacement
    }
}

fn is_same(one: &Type, other: &Type) -> bool {
    quote::quote!(#one).to_string() == quote::quote!(#other).to_string()
}

/// A transparent struct is what its only field is.
fn single(mut fields: Vec<Field<Type>>) -> Fields<Type> {
    if fields.len() == 1 { Fields::Newtype(fields.remove(0).ty) } else { Fields::Named(fields) }
}

#[cfg(test)]
mod tests {
    use mizan_ir::{Name, Tagging};
    use syn::parse_quote;

    use super::*;

    fn mistake(item: DeriveInput) -> String {
        parse_type(&item).err().expect("a mistake").to_string()
    }

    fn fields(item: &DeriveInput) -> Vec<Field<Type>> {
        match parse_type(item).expect("a type").shape {
            Shape::Struct(Fields::Named(fields)) => fields,
            _ => panic!("not a struct with named fields"),
        }
    }

    #[test]
    fn a_field_has_a_name_and_a_presence_in_each_direction() {
        let fields = fields(&parse_quote! {
            #[serde(rename_all(serialize = "camelCase"), deny_unknown_fields)]
            struct A<'a, T> {
                r#type: T,
                #[serde(rename(deserialize = "in"))] one_sided: &'a str,
                #[serde(default = "now", skip_serializing_if = "Option::is_none")] both: Option<T>,
                #[serde(skip)] never: Rc<()>,
                #[serde(skip_deserializing)] out_only: i64,
                #[serde(flatten)] rest: Rest,
            }
        });
        let names: Vec<(&str, &str)> = fields
            .iter()
            .map(|field| (field.name.output.as_str(), field.name.input.as_str()))
            .collect();
        assert_eq!(
            names,
            [
                ("type", "type"),
                ("oneSided", "in"),
                ("both", "both"),
                ("outOnly", "out_only"),
                ("rest", "rest")
            ]
        );
        assert_eq!((fields[2].output, fields[2].input), (Presence::UnlessNull, Presence::Optional));
        assert_eq!((fields[3].output, fields[3].input), (Presence::Required, Presence::Skipped));
        assert!(fields[4].flatten);
    }

    #[test]
    fn variants_are_tagged_and_renamed_as_serde_does() {
        let item = parse_type(&parse_quote! {
            #[serde(tag = "kind", rename_all = "SCREAMING-KEBAB-CASE", rename_all_fields = "PascalCase")]
            enum Event {
                NameTaken { wanted_name: String },
                #[serde(rename = "gone", rename_all = "kebab-case")] Gone { for_ever: bool },
                #[serde(skip)] Never,
                Newtype(Inner),
            }
        })
        .unwrap();
        let Shape::Enum { tagging, variants } = item.shape else { panic!("an enum") };
        assert_eq!(tagging, Tagging::Internal { tag: "kind".to_owned() });
        let names: Vec<&str> =
            variants.iter().map(|variant| variant.name.output.as_str()).collect();
        assert_eq!(names, ["NAME-TAKEN", "gone", "NEWTYPE"]);
        let field = |index: usize| match &variants[index].fields {
            Fields::Named(fields) => fields[0].name.clone(),
            _ => panic!("named fields"),
        };
        assert_eq!(field(0), Name::same("WantedName"));
        assert_eq!(field(1), Name::same("for-ever"));
        assert!(matches!(variants[2].fields, Fields::Newtype(_)));
    }

    #[test]
    fn one_field_is_the_key() {
        let key = |item: DeriveInput| parse_type(&item).expect("a type").key;
        assert_eq!(
            key(parse_quote!(
                struct A {
                    id: i64,
                }
            )),
            Some("id".to_owned())
        );
        assert_eq!(
            key(parse_quote!(
                struct A {
                    id: i64,
                    #[mizan(key)]
                    slug: String,
                }
            )),
            Some("slug".to_owned())
        );
        assert_eq!(
            key(parse_quote!(
                struct A {
                    name: String,
                }
            )),
            None
        );
        assert!(
            mistake(parse_quote!(
                struct A {
                    #[mizan(key)]
                    a: u8,
                    #[mizan(key)]
                    b: u8,
                }
            ))
            .contains("already")
        );
        assert!(
            mistake(parse_quote!(
                enum A {
                    B {
                        #[mizan(key)]
                        a: u8,
                    },
                }
            ))
            .contains("only a struct")
        );
    }

    #[test]
    fn structs_without_names() {
        let shape = |item: DeriveInput| parse_type(&item).expect("a type").shape;
        assert!(matches!(
            shape(parse_quote!(
                struct A;
            )),
            Shape::Struct(Fields::Unit)
        ));
        assert!(matches!(
            shape(parse_quote!(
                struct A(B);
            )),
            Shape::Struct(Fields::Newtype(_))
        ));
        assert!(
            matches!(shape(parse_quote!(struct A(B, C);)), Shape::Struct(Fields::Tuple(items)) if items.len() == 2)
        );
        assert!(matches!(
            shape(parse_quote!(
                #[serde(transparent)]
                struct A {
                    b: B,
                    #[serde(skip)]
                    c: C,
                }
            )),
            Shape::Struct(Fields::Newtype(_))
        ));
    }

    #[test]
    fn conversions_become_types() {
        let written = |item: DeriveInput| {
            let types = parse_type(&item).expect("a type").wire_types().next().cloned();
            quote::quote!(#types).to_string().replace(' ', "")
        };
        let directed = "::mizan::__private::Directed";
        assert_eq!(
            written(parse_quote!(
                struct A(#[serde(serialize_with = "hex::serialize")] u8);
            )),
            format!("{directed}<::std::string::String,u8>")
        );
        assert_eq!(
            written(parse_quote!(
                struct A(
                    #[serde(with = "x")]
                    #[mizan(as = "bool")]
                    u8,
                );
            )),
            format!("{directed}<bool,{directed}<bool,bool>>")
        );
        assert_eq!(
            written(parse_quote!(
                struct A(#[mizan(as = "bool")] u8);
            )),
            "bool"
        );
        assert_eq!(
            written(parse_quote!(
                #[serde(try_from = "String", into = "String")]
                struct A(u8);
            )),
            "String"
        );
    }

    #[test]
    fn what_json_cannot_be_told_is_refused() {
        assert!(mistake(parse_quote!(union A { a: u8 })).contains("has no JSON"));
        let with = mistake(parse_quote!(
            struct A {
                #[serde(with = "my::own")]
                a: u8,
            }
        ));
        assert!(with.contains("#[serde(with = \"my::own\")]") && with.contains("#[mizan(as ="));
        assert!(
            mistake(parse_quote!(
                #[serde(remote = "B")]
                struct A {
                    a: u8,
                }
            ))
            .contains("serde(remote)")
        );
        assert!(
            mistake(parse_quote!(
                #[mizan(kye)]
                struct A {
                    a: u8,
                }
            ))
            .contains("`kye`")
        );
    }
}
