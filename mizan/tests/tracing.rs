//! `assert_types!` finds each type that serde reads or writes otherwise than the client was told, and
//! no other type. The build does not read the types of a test, so that they may lie here.

#![allow(missing_docs, reason = "the types speak for themselves")]
#![allow(dead_code, unreachable_pub, reason = "the types are those of an application")]

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::panic::catch_unwind;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod honest {
    use super::*;

    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Profile {
        pub id: u64,
        #[serde(rename = "fullName", alias = "name")]
        pub full_name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub bio: Option<String>,
        #[serde(default)]
        pub tags: Vec<String>,
        pub letter: char,
        pub address: std::net::IpAddr,
        pub ratios: HashMap<char, f64>,
        #[serde(flatten)]
        pub place: Option<Place>,
        #[serde(flatten)]
        pub rest: BTreeMap<String, serde_json::Value>,
    }

    #[derive(Serialize, Deserialize, mizan::Type)]
    #[serde(deny_unknown_fields)]
    pub struct Place {
        pub latitude: f64,
        pub longitude: f64,
    }

    #[derive(Serialize, Deserialize, mizan::Type)]
    #[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
    pub enum Event {
        Created {
            by_user: u64,
            place: Place,
        },
        Moved(Place),
        Deleted,
        #[serde(other)]
        Unknown,
    }

    #[derive(Serialize, Deserialize, mizan::Type)]
    #[serde(untagged)]
    pub enum Number {
        Whole(i64),
        Text(String),
        Named { value: f64 },
    }

    #[derive(Serialize, Deserialize, mizan::Type)]
    #[serde(tag = "t", content = "c")]
    pub enum Tree<T> {
        Leaf(T),
        Node { left: Box<Tree<T>>, right: Option<Box<Tree<T>>> },
        Pair(u8, Number),
    }

    /// Serde never reads it.
    #[derive(Serialize, mizan::Type)]
    pub struct Written<'a> {
        pub name: &'static str,
        pub bytes: &'a [u8],
        pub parts: Vec<Part>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub part: Option<Box<Part>>,
        #[serde(skip)]
        pub seen: std::sync::atomic::AtomicBool,
    }

    #[derive(Serialize, mizan::Type)]
    pub enum Part {
        More(Box<Part>),
        Number(u8),
        Named { name: String },
    }

    #[derive(Serialize, Deserialize, mizan::Type)]
    #[serde(transparent)]
    pub struct Note(pub Option<String>);

    /// A type of another crate, of which the client is told by `as`.
    #[derive(Serialize, Deserialize)]
    pub struct Version(pub u32);

    /// Serde never reads it, and it has no samples.
    #[derive(Serialize)]
    pub struct Stamp(String);

    impl Stamp {
        pub fn now() -> Self {
            Self("now".to_owned())
        }
    }

    /// Serde reads it only, and it borrows where it can.
    #[derive(Deserialize, mizan::Type)]
    pub struct Filter<'a> {
        pub name: Cow<'a, str>,
        #[serde(default)]
        pub tags: Vec<Cow<'a, str>>,
    }

    /// Serde reads it from JSON that lives as long.
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Borrowing<'a> {
        #[serde(borrow)]
        pub name: &'a str,
        pub note: Option<&'a str>,
    }

    type OwnedFilter = Filter<'static>;
    type Fallible<T> = Result<T, mizan::Error>;

    #[mizan::client(as = "u32")]
    pub fn replaced(#[mizan(as = "Option<u32>")] version: Option<Version>) -> Fallible<Version> {
        version.ok_or_else(|| mizan::Error::not_found("there is none"))
    }

    #[mizan::client(as = "String")]
    pub fn stamped(filter: OwnedFilter) -> Result<Stamp, mizan::Error> {
        Ok(Stamp(filter.name.into_owned()))
    }

    #[mizan::client]
    pub fn borrowing() -> Vec<Borrowing<'static>> {
        Vec::new()
    }

    #[mizan::client]
    pub fn honest(profile: Profile, event: Event, tree: Tree<u8>, note: Note) -> (Profile, Event) {
        let _ = (tree, note);
        (profile, event)
    }

    #[mizan::client]
    pub fn written() -> (Vec<Written<'static>>, Option<Tree<Note>>) {
        (Vec::new(), None)
    }
}

/// The forms that serde really reads and writes.
mod forms {
    use super::*;

    #[derive(Serialize, Deserialize)]
    pub struct Renamed {
        #[serde(rename = "userId")]
        pub user_id: u64,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Skipping {
        pub id: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub bio: Option<String>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Demanding {
        #[serde(deserialize_with = "Option::deserialize")]
        pub page: Option<u32>,
        #[serde(default)]
        pub size: u32,
    }

    #[derive(Serialize, Deserialize)]
    #[serde(tag = "version")]
    pub struct Tagged {
        pub id: u64,
    }
}

mod lies {
    use super::*;

    /// What a macro above a type does: the type has the traits of another form.
    macro_rules! lie {
        ($($name:ident { $($field:ident: $type:ty),* })*) => {$(
            #[derive(mizan::Type)]
            pub struct $name {
                $(pub $field: $type),*
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    forms::$name { $($field: self.$field.clone()),* }.serialize(serializer)
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let read = forms::$name::deserialize(deserializer)?;
                    Ok(Self { $($field: read.$field),* })
                }
            }
        )*};
    }

    lie! {
        Renamed { user_id: u64 }
        Skipping { id: u64, bio: Option<String> }
        Demanding { page: Option<u32>, size: u32 }
        Tagged { id: u64 }
    }

    /// Serde writes the number.
    #[derive(Serialize, Deserialize, mizan::Type)]
    #[mizan(as = "String")]
    pub struct Named(pub u64);

    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Field {
        #[serde(serialize_with = "as_number")]
        #[mizan(as = "String")]
        pub amount: u64,
    }

    fn as_number<S: Serializer>(amount: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(*amount)
    }

    /// Serde writes the name in small letters, and does not read it.
    #[derive(mizan::Type)]
    pub enum Level {
        High,
        Low,
    }

    impl Serialize for Level {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(match self {
                Self::High => "high",
                Self::Low => "Low",
            })
        }
    }

    /// Serde reads no text that a test could guess.
    #[derive(Clone, Serialize, Deserialize, mizan::Type)]
    #[serde(try_from = "String", into = "String")]
    pub struct Password(String);

    impl TryFrom<String> for Password {
        type Error = &'static str;

        fn try_from(text: String) -> Result<Self, Self::Error> {
            if text == "correct horse" { Ok(Self(text)) } else { Err("wrong") }
        }
    }

    impl From<Password> for String {
        fn from(password: Password) -> Self {
            password.0
        }
    }

    impl Password {
        pub fn right() -> Self {
            Self("correct horse".to_owned())
        }
    }

    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Login {
        pub name: String,
        pub password: Password,
    }

    /// Serde reads JSON inside of a text, which no text that a test guesses is.
    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct Packed {
        #[serde(with = "packed")]
        #[mizan(as = "String")]
        pub list: Vec<u8>,
    }

    mod packed {
        use serde::de::Error as _;
        use serde::{Deserialize, Deserializer, Serializer};

        pub(super) fn serialize<S: Serializer>(
            list: &[u8],
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(&serde_json::json!(list).to_string())
        }

        pub(super) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Vec<u8>, D::Error> {
            serde_json::from_str(&String::deserialize(deserializer)?).map_err(D::Error::custom)
        }
    }

    /// Serde only reads it, by a text that a test cannot guess.
    #[derive(Deserialize, mizan::Type)]
    #[serde(try_from = "String")]
    pub struct Secret(Password);

    impl TryFrom<String> for Secret {
        type Error = &'static str;

        fn try_from(text: String) -> Result<Self, Self::Error> {
            Password::try_from(text).map(Self)
        }
    }

    #[mizan::client(as = "String")]
    pub fn replaced_wrongly(
        #[mizan(as = "String")] version: honest::Version,
        secret: Secret,
    ) -> Result<honest::Version, mizan::Error> {
        let _ = secret.0;
        Ok(version)
    }

    #[mizan::client(as = "bool")]
    pub fn replaced_wrongly_alone(#[mizan(as = "u32")] number: Secret) -> honest::Stamp {
        let _ = number;
        honest::Stamp::now()
    }

    pub type All = (Renamed, Skipping, Demanding, Tagged, Named, Field);

    #[mizan::client]
    pub fn lies(lies: All, login: Login, packed: Packed) -> All {
        let _ = (login, packed);
        lies
    }

    #[mizan::client]
    pub fn levels() -> Vec<Level> {
        vec![Level::High, Level::Low]
    }
}

/// The text of the panic, without the locations.
fn told(test: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let panic = catch_unwind(test).expect_err("there are lies");
    let told = panic.downcast_ref::<String>().expect("the panic has a text").clone();
    told.lines()
        .filter(|line| !line.starts_with("  at "))
        .fold(String::new(), |all, line| all + line + "\n")
}

const LIES: &str = r#"serde does otherwise than the client was told

`tracing::lies::Demanding`, `page`
  the client was told: it may send `{"size":1}`
  serde refuses that: missing field `page` at line 1 column 10

`tracing::lies::Demanding`, `size`
  the client was told: a request always has it, `u32`
  serde reads a request without it: `{"page":1}`

`tracing::lies::Field`, `amount`
  the client was told: the server writes `String`
  serde writes `1`

`tracing::lies::Level`
  the client was told: the server writes one of `High`, `Low`
  serde writes `"high"`

`tracing::lies::Named`
  the client was told: it may send `"text"`
  serde refuses that: invalid type: string "text", expected u64 at line 1 column 6

`tracing::lies::Renamed`, `user_id`
  the client was told: it sends this name
  serde reads only `userId`

`tracing::lies::Renamed`, `userId`
  the client was told: nothing of this name
  serde reads it

`tracing::lies::Skipping`, `bio`
  the client was told: the server writes `Option<String>`, always
  serde writes nothing: it is left out

`tracing::lies::Tagged`, `version`
  the client was told: the server writes nothing of this key
  serde writes `"Tagged"`

`tracing::lies::replaced_wrongly`, `version`
  the client was told: it may send `"text"`
  serde refuses that: invalid type: string "text", expected u32 at line 1 column 6

`tracing::lies::replaced_wrongly`
  the client was told: the server writes `String`
  serde does not read such JSON, `"text"`: invalid type: string "text", expected u32 at line 1 column 6

`tracing::lies::replaced_wrongly_alone`
  the client was told: the server writes `bool`
  serde writes `"now"`

a macro above the type makes this JSON, or code of its own
  write out what the macro makes; or say what travels, above the type or the field: `#[mizan(as = "String")]`, with the type whose JSON it is
"#;

#[test]
fn each_lie_is_told_and_nothing_else() {
    let packed = lies::Packed { list: vec![1] };
    let told = told(|| {
        mizan::assert_types!(
            lies::Password::right(),
            packed,
            lies::Secret => "correct horse",
            honest::Stamp::now(),
        );
    });
    assert_eq!(told, LIES);
}

#[test]
fn a_type_that_cannot_be_traced_is_named() {
    let told = told(|| mizan::assert_types!());
    assert!(told.contains("`tracing::lies::Password`\n  it reads texts"), "{told}");
    assert!(told.contains("mizan::assert_types!(Password { … })"), "{told}");
    assert!(told.contains("`tracing::lies::Packed`\n  it reads texts"), "{told}");
    assert!(told.contains("mizan::assert_types!(Secret => \"…\")"), "{told}");
    assert!(told.contains("`tracing::honest::stamped`\n  there is no way"), "{told}");
    assert!(told.contains("mizan::assert_types!(tracing::honest::Stamp { … })"), "{told}");
}
