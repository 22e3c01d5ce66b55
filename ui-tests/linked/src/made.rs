//! Types and functions that macros of this file and of another one make.

use serde::{Deserialize, Serialize};

id!(ShelfId);
id! {
    /// The number of a book.
    pub BookId(u32),
    #[derive(PartialEq)]
    #[allow(dead_code)]
    pub Isbn(std::string::String),
}

macro_rules! reads {
    ($context:ident { $($parameter:ident: $of:ty),* } $($name:ident $arguments:tt -> $ty:ty;)*) => {
        #[derive(mizan::Context)]
        pub struct $context {
            $(pub $parameter: $of,)*
        }

        $(
            #[mizan::client(context = $context)]
            #[allow(unused_variables)]
            pub fn $name $arguments -> $ty {
                Default::default()
            }
        )*
    };
}

macro_rules! record {
    ($name:ident $($extra:ident)*) => {
        #[derive(Serialize, Deserialize, mizan::Type)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            pub made_at: Option<u64>,
            $(pub $extra: String,)*
        }
    };
}

macro_rules! one {
    ($ty:ty) => {
        #[mizan::client]
        pub fn made_once(first_shelf: $ty) -> Option<$ty> {
            Some(first_shelf)
        }
    };
}

record!(Book title author);
record!(Empty);
one!(ShelfId);
reads! {
    Shelf { shelf: ShelfId, floor: u8 }
    books_of_shelf(shelf: ShelfId, floor: u8) -> Vec<(BookId, Book)>;
    empties(floor: u8) -> Vec<Empty>;
}
