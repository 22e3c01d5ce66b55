//! Tests of the derive: the shapes that it reads, and the items that it refuses.

use mizan_ir::{Field, Name, Tagging};
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
    let names: Vec<&str> = variants.iter().map(|variant| variant.name.output.as_str()).collect();
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
    let tuple = mistake(parse_quote!(
        struct A(u8, #[serde(skip_serializing_if = "Option::is_none")] Option<u8>);
    ));
    assert!(tuple.starts_with("serde leaves this position out"), "{tuple}");
    let adapter = mistake(parse_quote!(
        #[serde_as]
        struct A {
            #[serde_as(as = "Vec<Mine>")]
            a: Vec<u8>,
        }
    ));
    assert!(adapter.contains("#[serde_as(as = \"Vec<Mine>\")]"), "{adapter}");
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

#[test]
fn two_fields_share_a_name_that_is_another_ones_in_each_direction() {
    let fields = fields(&parse_quote! {
        struct A {
            #[serde(rename = "id", skip_deserializing)] written: i64,
            #[serde(rename = "id", alias = "id", skip_serializing)] read: String,
            #[serde(flatten)] id: Rest,
        }
    });
    assert_eq!(fields.len(), 3);
    let untagged: DeriveInput = parse_quote! {
        #[serde(rename_all = "lowercase")]
        enum B { A, #[serde(untagged)] a(i64) }
    };
    assert!(parse_type(&untagged).is_ok());
}
