//! The keys that a user brings from elsewhere: from serde, from HTTP, from another library. Each has
//! the key of Mizan's that does the same.

use proc_macro2::Ident;
use syn::{Error, Lit, parse::ParseStream};

use crate::keys::Allowed;

/// Keys of serde that may be meant where Mizan has no such key.
const OF_SERDE: [&str; 17] = [
    "alias",
    "content",
    "default",
    "deny_unknown_fields",
    "flatten",
    "from",
    "into",
    "other",
    "rename",
    "rename_all",
    "skip",
    "skip_serializing_if",
    "tag",
    "transparent",
    "try_from",
    "untagged",
    "with",
];

const TAKE_NO_VALUE: [&str; 7] =
    ["default", "deny_unknown_fields", "flatten", "other", "skip", "transparent", "untagged"];

/// What to write for a key of serde.
pub(crate) fn advise_serde(unknown: &str) -> Option<String> {
    OF_SERDE.contains(&unknown).then(|| {
        let value = if TAKE_NO_VALUE.contains(&unknown) { "" } else { " = \"…\"" };
        format!("write it as serde's, which Mizan reads too: `#[serde({unknown}{value})]`")
    })
}

/// What to write for a key that is known elsewhere, where the key `beside` is allowed.
struct Meant {
    beside: &'static str,
    words: &'static [&'static str],
    advice: &'static str,
}

const MEANT: [Meant; 26] = [
    Meant {
        beside: "affects",
        words: &["query", "read", "reads", "loader", "fetch"],
        advice: "write `context = User` for a read of a context, or nothing for a plain call",
    },
    Meant {
        beside: "affects",
        words: &["mutation", "action", "write", "writes"],
        advice: "write `affects = User`, with what the change makes stale, or nothing for a plain call",
    },
    Meant {
        beside: "affects",
        words: &[
            "invalidate",
            "invalidates",
            "revalidate",
            "refetch",
            "refresh",
            "updates",
            "tags",
        ],
        advice: "write `affects = User`",
    },
    Meant {
        beside: "affects",
        words: &["public", "anyone", "anonymous", "guest", "open"],
        advice: "write `auth = anyone`",
    },
    Meant {
        beside: "affects",
        words: &["login", "login_required", "authenticated", "protected", "require_auth", "secure"],
        advice: "write `auth`",
    },
    Meant {
        beside: "affects",
        words: &["staff", "superuser", "admin"],
        advice: "write `auth = staff`, or `auth = may_edit` with a function of your own",
    },
    Meant {
        beside: "affects",
        words: &[
            "guard",
            "role",
            "roles",
            "permission",
            "permissions",
            "policy",
            "authorize",
            "can",
        ],
        advice: "write `auth = may_edit`, with a function `fn may_edit(me: &Me) -> bool`",
    },
    Meant {
        beside: "affects",
        words: &["timeout", "deadline", "time", "time_limit"],
        advice: "write `limits(time = \"5s\")`",
    },
    Meant {
        beside: "affects",
        words: &["rate", "rate_limit", "throttle"],
        advice: "write `limits(rate = \"10/s\")`",
    },
    Meant {
        beside: "affects",
        words: &["body", "body_limit", "max_size", "max_body"],
        advice: "write `limits(body = \"1MB\")`",
    },
    Meant {
        beside: "affects",
        words: &["rename", "id", "key"],
        advice: "write `name = \"rename_user\"`",
    },
    Meant {
        beside: "affects",
        words: &["get", "post", "put", "patch", "delete", "method", "http"],
        advice: "leave it out, for the client knows how to call the function; a page of HTML is \
                 `route = \"/about\"`, and may have `methods = [GET, POST]`",
    },
    Meant {
        beside: "affects",
        words: &["path", "url", "uri", "endpoint"],
        advice: "leave it out, for the client knows how to call the function; a page of HTML is \
                 `route = \"/about\"`",
    },
    Meant {
        beside: "affects",
        words: &["ttl", "max_age", "stale_time", "expires", "revalidate_after"],
        advice: "write `cache = 60`, in seconds",
    },
    Meant {
        beside: "affects",
        words: &["live", "realtime", "subscription", "subscribe"],
        advice: "write it above the context, whose clients are then told of changes: \
                 `#[mizan(live)] struct Board`",
    },
    Meant {
        beside: "affects",
        words: &["stream", "streaming", "sse"],
        advice: "leave it out: a function streams that returns `impl mizan::Stream<Item = T>`",
    },
    Meant { beside: "affects", words: &["ws", "socket"], advice: "write `websocket`" },
    Meant {
        beside: "affects",
        words: &["internal", "hidden", "server_only"],
        advice: "write `private`",
    },
    Meant { beside: "affects", words: &["version", "revision"], advice: "write `rev = 1`" },
    Meant {
        beside: "affects",
        words: &["since", "sunset", "queue"],
        advice: "leave it out: the word is reserved, and has no meaning yet",
    },
    Meant {
        beside: "not_found",
        words: &["status", "code", "http", "http_status", "class", "kind", "StatusCode", "Code"],
        advice: "write the class of the error alone, such as `#[mizan(not_found)]`",
    },
    Meant {
        beside: "not_found",
        words: &["unauthenticated", "not_authenticated", "not_logged_in"],
        advice: "write `unauthorized`",
    },
    Meant {
        beside: "not_found",
        words: &["error", "display", "text", "msg"],
        advice: "write a class of error and the message: `#[mizan(conflict, message = \"…\")]`",
    },
    Meant {
        beside: "not_found",
        words: &["invalid", "unprocessable", "unprocessable_entity"],
        advice: "write `validation`",
    },
    Meant {
        beside: "live",
        words: &["rename_all"],
        advice: "leave it out: each language has names in its own case, `userId` for `user_id`",
    },
    Meant { beside: "live", words: &["rename"], advice: "write `name = \"user\"`" },
];

/// What to write for a key of another library.
pub(crate) fn advise_foreign(unknown: &str, allowed: Allowed<'_>) -> Option<&'static str> {
    let fits = |meant: &&Meant| allowed.has(meant.beside) && meant.words.contains(&unknown);
    MEANT.iter().find(fits).map(|meant| meant.advice)
}

/// The statuses of HTTP, with the classes of errors that answer them.
const STATUSES: [(&str, &str); 10] = [
    ("400", "bad_request"),
    ("401", "unauthorized"),
    ("403", "forbidden"),
    ("404", "not_found"),
    ("409", "conflict"),
    ("413", "payload_too_large"),
    ("422", "validation"),
    ("429", "too_many_requests"),
    ("500", "internal"),
    ("501", "not_implemented"),
];

/// The error of a key that is written as a status or as a text; `None` if it means no key.
pub(crate) fn refuse_literal(input: ParseStream, allowed: Allowed<'_>) -> Option<Error> {
    let error = match input.fork().parse::<Lit>().ok()? {
        Lit::Int(status) if allowed.has("not_found") => {
            let number = status.to_string();
            let class = STATUSES.iter().find(|(known, _)| *known == number);
            let advice = class.map_or_else(
                || allowed.advise(""),
                |(_, class)| format!("write `{class}`, which is {number} over HTTP"),
            );
            format!("a class of error is a word, for not every transport has a status\n{advice}")
        }
        Lit::Str(text) if text.value().starts_with('/') && allowed.has("route") => {
            format!(
                "an address is the value of a key, which only a page of HTML has\n\
                 write `route = \"{}\"`, or leave it out: the client knows how to call a function",
                text.value()
            )
        }
        Lit::Str(text) if allowed.has(&text.value()) => {
            format!("a key is a word, and not a text\nwrite `{}` without quotes", text.value())
        }
        _ => return None,
    };
    Some(input.error(error))
}

/// The error of a type in the place of a key: `#[mizan::client(User)]`.
pub(crate) fn refuse_type(key: &Ident, allowed: Allowed<'_>) -> Option<Error> {
    let name = key.to_string();
    let is_type = name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase);
    (is_type && allowed.has("affects")).then(|| {
        let message = format!(
            "`{name}` is no key\n\
             write `context = {name}` for a read, or `affects = {name}` for a change"
        );
        Error::new(key.span(), message)
    })
}
