//! `#[derive(mizan::Type)]` on a struct or enum.

use mizan_ir::{Field, Fields, Presence, Shape, Variant};
use syn::{Attribute, Data, DeriveInput, GenericParam, Ident, Type};

use crate::{
    bare_name,
    context::mizan_attributes,
    docs::{parse_deprecated, parse_docs},
    errors::Errors,
    keys::{Key, parse_keys},
    place,
    serde::{Container, Member, parse_container, parse_member},
};

const FIELD_KEYS: [Key; 1] = [Key { name: "key", example: "key" }];

/// A struct or enum that travels, its types as they are written.
pub struct TypeItem {
    /// Its name in Rust.
    pub name: Ident,
    /// Its generic type parameters, in order.
    pub parameters: Vec<Ident>,
    /// What its JSON looks like. What both directions skip is left out.
    pub shape: Shape<Type>,
    /// The field by which lists of this type are spliced and shared, by its name on the wire.
    pub key: Option<String>,
    /// Its documentation, lines joined by `\n`.
    pub docs: String,
    /// `Some` when deprecated, with the note if there is one.
    pub deprecated: Option<String>,
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
    refuse_keys(&item.attrs, &mut errors);
    let mut reader = Reader { container: &container, key: None, errors: &mut errors };
    let shape = match &item.data {
        Data::Struct(data) => Shape::Struct(reader.parse_struct(&data.fields)),
        Data::Enum(data) => Shape::Enum {
            tagging: container.tagging(),
            variants: data
                .variants
                .iter()
                .filter_map(|variant| reader.parse_variant(variant))
                .collect(),
        },
        Data::Union(data) => {
            reader.errors.at(data.union_token, "a union has no JSON: use an enum");
            Shape::default()
        }
    };
    let key = reader.key.or_else(|| key_by_convention(&shape));
    let item = TypeItem {
        name: item.ident.clone(),
        parameters: parse_generics(item, &mut errors),
        shape,
        key,
        docs: parse_docs(&item.attrs),
        deprecated: parse_deprecated(&item.attrs),
    };
    errors.finish(item)
}

fn parse_generics(item: &DeriveInput, errors: &mut Errors) -> Vec<Ident> {
    let mut parameters = Vec::new();
    for parameter in &item.generics.params {
        match parameter {
            GenericParam::Type(parameter) => parameters.push(parameter.ident.clone()),
            GenericParam::Lifetime(_) => {}
            GenericParam::Const(parameter) => errors.at(
                parameter,
                "a length chosen by the user of a type cannot be told to the client: use `Vec`, or \
                 write the length out",
            ),
        }
    }
    parameters
}

fn refuse_keys(attributes: &[Attribute], errors: &mut Errors) {
    for tokens in mizan_attributes(attributes, errors) {
        parse_keys(tokens, &[], errors, |_, _, _| Ok(()));
    }
}

/// A field called `id` tells the elements of a list apart unless another is named.
fn key_by_convention(shape: &Shape<Type>) -> Option<String> {
    let Shape::Struct(Fields::Named(fields)) = shape else { return None };
    let id = fields.iter().find(|field| field.name.output == "id" && !field.flatten)?;
    (id.output == Presence::Required).then(|| id.name.output.clone())
}

struct Reader<'item> {
    container: &'item Container,
    key: Option<String>,
    errors: &'item mut Errors,
}

impl Reader<'_> {
    fn parse_struct(&mut self, fields: &syn::Fields) -> Fields<Type> {
        if let Some(tag) = self.container.tag_of_struct() {
            self.errors.at(
                tag,
                "a tag on a struct adds a field that the build does not tell the client of: make \
                 it a field of the struct",
            );
        }
        let fields = self.parse_fields(fields, None);
        match fields {
            Fields::Named(fields) if self.container.transparent => single(fields),
            fields => fields,
        }
    }

    fn parse_variant(&mut self, variant: &syn::Variant) -> Option<Variant<Type>> {
        let member = parse_member(&variant.attrs, self.errors);
        refuse_keys(&variant.attrs, self.errors);
        if member.is_skipped() {
            return None;
        }
        Some(Variant {
            name: self.container.variant_name(bare_name(&variant.ident), &member.names),
            fields: self.parse_fields(&variant.fields, Some(&member)),
            output: member.output,
            input: member.input,
            docs: parse_docs(&variant.attrs),
            place: place(variant.ident.span()),
        })
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
            refuse_keys(&field.attrs, self.errors);
            let member = parse_member(&field.attrs, self.errors);
            if !member.is_skipped() {
                items.push(field.ty.clone());
            }
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
        self.parse_key(field, variant, &name.output);
        if member.is_skipped() {
            return None;
        }
        let by_container = self.container.default && member.input == Presence::Required;
        Some(Field {
            name,
            ty: field.ty.clone(),
            output: member.output,
            input: if by_container { Presence::Optional } else { member.input },
            flatten: member.flatten,
            docs: parse_docs(&field.attrs),
            place: place(ident.span()),
        })
    }

    fn parse_key(&mut self, field: &syn::Field, variant: Option<&Member>, name: &str) {
        for tokens in mizan_attributes(&field.attrs, self.errors) {
            let taken = &mut self.key;
            parse_keys(tokens, &FIELD_KEYS, self.errors, |key, _, errors| {
                if variant.is_some() {
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
    }
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
        assert_eq!((fields[2].output, fields[2].input), (Presence::Optional, Presence::Optional));
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
    fn what_json_cannot_be_told_is_refused() {
        assert!(mistake(parse_quote!(union A { a: u8 })).contains("has no JSON"));
        assert!(
            mistake(parse_quote!(
                struct A<const N: usize> {
                    a: [u8; N],
                }
            ))
            .contains("length")
        );
        assert!(
            mistake(parse_quote!(
                struct A {
                    #[serde(with = "hex")]
                    a: u8,
                }
            ))
            .contains("serde(with)")
        );
        assert!(
            mistake(parse_quote!(
                #[serde(from = "B")]
                struct A {
                    a: u8,
                }
            ))
            .contains("serde(from)")
        );
        assert!(
            mistake(parse_quote!(
                #[serde(tag = "t")]
                struct A {
                    a: u8,
                }
            ))
            .contains("adds a field")
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
