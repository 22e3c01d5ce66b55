//! One API in other styles than the canonical one.

use mizan_ir::{Item, Part, Subject, from_kdl, to_kdl};

const CANONICAL: &str = r#"mizan version=1

context "user" at="shop/models.py:3:5" {
    doc "What a profile page shows.\nOf \"somebody\"."
    parameter "user_id" type="i64"
}

function "ping" {
    result type="()"
}

function "user_profile" {
    deprecated
    context "user"
    argument "user_id" type="i64"
    result type="shop.models.Profile"
}

type "shop.models.Profile" key="id" {
    fields {
        field "id" type="i64"
        field "name" type="Option<String>" input-presence="optional"
    }
}
"#;

const BY_HAND: &str = r##"
/* A person wrote this. */
type shop.models.Profile key=id {
    fields {
        field id type=i64; field name type=#"Option < String >"# input-presence=optional
    }
}

function user_profile {
    result type="shop.models.Profile" // types come first here
    argument user_id \
        type=i64 optional=#false
    /-argument "gone" type="bool"
    context user
    deprecated ""
}
function ping

mizan version=1
context at="shop/models.py:3:5" user {
    doc """
        What a profile page shows.
        Of "somebody".
        """
    parameter user_id type=i64
}
"##;

#[test]
fn a_style_is_nobodys_business() {
    let document = from_kdl(BY_HAND).expect("no mistake");
    assert_eq!(to_kdl(&document.api), CANONICAL);
    assert_eq!(from_kdl(CANONICAL).map(|document| document.api), Ok(document.api));
}

#[test]
fn the_input_may_stand_before_the_output() {
    let text = "mizan version=1\ntype a::B {\n input { newtype type=a::In; }\n \
                output { newtype type=a::Out; }\n}";
    let document = from_kdl(text).expect("no mistake");
    let subject = Subject::new(Item::Type("a::B".to_owned()));
    let mentioned = |index| &text[document.span(&subject.clone().part(Part::Mention(index)))];
    assert_eq!([mentioned(0), mentioned(1)], ["newtype type=a::Out", "newtype type=a::In"]);
}
