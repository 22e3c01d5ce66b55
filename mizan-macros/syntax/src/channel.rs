//! `#[derive(mizan::Channel)]` on a struct.

use heck::ToSnakeCase;
use syn::{DeriveInput, Error, Ident, Token, Type, parse::ParseStream};

use crate::{
    bare_name,
    docs::{parse_deprecated, parse_docs},
    errors::Errors,
    keys::{Key, parse_mizan_keys, parse_wire_name},
    parameter::Argument,
    struct_parameters::{Parametrised, parse_struct_parameters},
};

const KEYS: [Key; 3] = [
    Key { name: "message", example: "message = Line" },
    Key { name: "presence", example: "presence = Visitor" },
    Key { name: "name", example: "name = \"chat\"" },
];

const CHANNEL: Parametrised =
    Parametrised { noun: "a channel", example: "struct Chat { room: String }" };

/// A channel: rooms in which every member hears what each of them says. The values of the parameters
/// tell the rooms apart.
#[derive(Clone)]
pub struct Channel {
    /// Its name in Rust.
    pub name: Ident,
    /// Its name on the wire.
    pub wire_name: String,
    /// Its parameters, in the order of their declaration.
    pub parameters: Vec<Argument>,
    /// The type of a message.
    pub message: Type,
    /// The type that shows a member to the others, if they see each other.
    pub presence: Option<Type>,
    /// Its documentation, lines joined by `\n`.
    pub docs: String,
    /// `Some` when deprecated, with the note if there is one.
    pub deprecated: Option<String>,
}

impl Channel {
    /// The types whose hashes the report lists in this order: those of the parameters, of a message and
    /// of a presence.
    pub fn wire_types(&self) -> impl Iterator<Item = &Type> {
        let sent = self.parameters.iter().map(Argument::wire_type);
        sent.chain([&self.message]).chain(&self.presence)
    }
}

/// Reads a struct as a channel.
///
/// ```
/// let item = syn::parse_quote! {
///     #[mizan(message = Line, presence = Visitor)]
///     struct GroupChat { room: String }
/// };
/// let channel = mizan_syntax::parse_channel(&item).unwrap();
/// assert_eq!(channel.wire_name, "group_chat");
/// assert_eq!(channel.wire_types().count(), 3);
/// ```
///
/// # Errors
///
/// Every mistake of the item, each at its own token.
pub fn parse_channel(item: &DeriveInput) -> syn::Result<Channel> {
    if !item.generics.params.is_empty() {
        return Err(Error::new_spanned(
            &item.generics.params,
            "a channel cannot be generic: its parameters and its messages have one type each\n\
             write a channel for each type",
        ));
    }
    let mut errors = Errors::default();
    let parameters = parse_struct_parameters(item, &CHANNEL, &mut errors);
    let (mut message, mut presence) = (None, None);
    let mut wire_name = bare_name(&item.ident).to_snake_case();
    let mut is_message_written = false;
    parse_mizan_keys(&item.attrs, &KEYS, &mut errors, |key, input, _| {
        match bare_name(key).as_str() {
            "message" => {
                is_message_written = true;
                message = Some(parse_type_value(input)?);
            }
            "presence" => presence = Some(parse_type_value(input)?),
            _ => wire_name = parse_wire_name(key, input)?,
        }
        Ok(())
    });
    // A misspelt key may be the one that is missing.
    if message.is_none() && !is_message_written && errors.is_empty() {
        errors.at(
            &item.ident,
            "a channel says what is said in it\n\
             write `#[mizan(message = Line)]` above it, with the type of a message",
        );
    }
    let message = message.unwrap_or_else(|| syn::parse_quote!(()));
    errors.finish(Channel {
        name: item.ident.clone(),
        wire_name,
        parameters,
        message,
        presence,
        docs: parse_docs(&item.attrs),
        deprecated: parse_deprecated(&item.attrs),
    })
}

/// Reads the type after `=`.
fn parse_type_value(input: ParseStream) -> syn::Result<Type> {
    input.parse::<Token![=]>()?;
    if input.peek(syn::LitStr) {
        return Err(input.error(
            "a type is named by its path, which the compiler checks, not by a text\n\
             write it without quotes",
        ));
    }
    input.parse()
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn mistake(item: DeriveInput) -> String {
        parse_channel(&item).err().expect("a mistake").to_string()
    }

    #[test]
    fn a_channel_has_messages_and_may_show_its_members() {
        let channel = parse_channel(&parse_quote!(
            /// All that happens.
            #[mizan(message = Map<String, i64>, name = "log")]
            struct Events;
        ))
        .unwrap();
        assert_eq!(
            (channel.wire_name.as_str(), channel.docs.as_str()),
            ("log", "All that happens.")
        );
        assert!(channel.parameters.is_empty() && channel.presence.is_none());
    }

    #[test]
    fn what_is_no_channel_is_refused() {
        assert!(
            mistake(parse_quote!(
                struct Chat {
                    room: String,
                }
            ))
            .contains("says what is said")
        );
        assert!(
            mistake(parse_quote!(
                #[mizan(message = "Line")]
                struct Chat;
            ))
            .contains("without quotes")
        );
        assert!(
            mistake(parse_quote!(
                #[mizan(message = Line)]
                enum Chat {
                    A,
                }
            ))
            .contains("a channel is a struct")
        );
        assert!(
            mistake(parse_quote!(
                #[mizan(mesage = Line)]
                struct Chat;
            ))
            .contains("did you mean `message`?")
        );
    }
}
