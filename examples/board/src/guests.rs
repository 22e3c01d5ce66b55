//! Guests: a cookie tells one from another, and the address of their page tells its framework.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use cookie::{Cookie, SameSite};
use mizan::Error;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const COOKIE: &str = "guest";

/// The names of guests. Nobody has to choose one.
const NAMES: [&str; 24] = [
    "Badger", "Beaver", "Crane", "Dormouse", "Falcon", "Finch", "Fox", "Hare", "Hedgehog", "Heron",
    "Ibex", "Kestrel", "Lark", "Lynx", "Marten", "Newt", "Otter", "Owl", "Robin", "Seal", "Stoat",
    "Swift", "Weasel", "Wren",
];

/// The framework that a page is written in, or the dashboard.
#[derive(Clone, Copy, Serialize, Deserialize, sqlx::Type, mizan::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub enum Framework {
    React,
    Vue,
    Svelte,
    Solid,
    Ratatui,
}

impl Framework {
    pub const ALL: [Self; 5] = [Self::React, Self::Vue, Self::Svelte, Self::Solid, Self::Ratatui];

    /// The name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::React => "react",
            Self::Vue => "vue",
            Self::Svelte => "svelte",
            Self::Solid => "solid",
            Self::Ratatui => "ratatui",
        }
    }

    /// The framework of the page that asks, by the first part of the address.
    fn of(path: &str) -> Option<Self> {
        let first = path.split('/').nth(1)?;
        Self::ALL.into_iter().find(|framework| framework.name() == first)
    }
}

/// Who is asking.
#[derive(Clone, mizan::Identity)]
pub struct Me {
    /// Tells one guest from another. Everybody sees it, and nobody finds the cookie by it.
    #[mizan(id)]
    pub id: u32,
    pub framework: Framework,
}

impl Me {
    fn new(secret: &str, framework: Framework) -> Self {
        let mut hasher = DefaultHasher::new();
        secret.hash(&mut hasher);
        #[expect(clippy::cast_possible_truncation, reason = "a part of the hash is enough")]
        Self { id: hasher.finish() as u32, framework }
    }

    pub fn name(&self) -> &'static str {
        NAMES[self.id as usize % NAMES.len()]
    }
}

/// Finds the guest that [`welcome`] has recognised.
pub struct Guests;

impl mizan::Identify for Guests {
    type Identity = Me;

    async fn identify(&self, request: &mizan::Request) -> Result<Option<Me>, Error> {
        Ok(request.extensions().get::<Me>().cloned())
    }
}

/// Recognises a guest by the cookie, and gives a newcomer one. Each page has a cookie of its own, so
/// that four of them in one window are four guests.
pub async fn welcome(mut request: Request, next: Next) -> Response {
    let Some(framework) = Framework::of(request.uri().path()) else {
        return next.run(request).await;
    };
    let known = find_cookie(request.headers());
    let is_new = known.is_none();
    let secret = known.unwrap_or_else(|| Uuid::new_v4().to_string());
    request.extensions_mut().insert(Me::new(&secret, framework));
    let mut response = next.run(request).await;
    if is_new {
        response.headers_mut().append(header::SET_COOKIE, new_cookie(secret, framework));
    }
    response
}

fn find_cookie(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| Cookie::split_parse(value.to_owned()))
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == COOKIE)
        .map(|cookie| cookie.value().to_owned())
}

fn new_cookie(secret: String, framework: Framework) -> HeaderValue {
    let cookie = Cookie::build((COOKIE, secret))
        .path(format!("/{}", framework.name()))
        .http_only(true)
        .same_site(SameSite::Lax);
    HeaderValue::try_from(cookie.to_string()).expect("the cookie has letters, digits and signs")
}
