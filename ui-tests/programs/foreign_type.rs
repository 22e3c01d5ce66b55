use serde::{Deserialize, Serialize, de::IgnoredAny};

#[mizan::client]
pub fn now() -> std::time::Instant {
    std::time::Instant::now()
}

#[mizan::client]
pub fn ignore(all: Option<IgnoredAny>) -> Result<Vec<IgnoredAny>, mizan::Error> {
    Ok(all.into_iter().collect())
}

pub type Ignored<T = IgnoredAny> = Option<T>;

#[derive(Deserialize, mizan::Type)]
pub struct Rest {
    pub rest: Ignored,
}

#[derive(mizan::Context)]
pub struct Page {
    pub number: serde::de::IgnoredAny,
}

#[mizan::client(context = Page)]
pub fn title(number: IgnoredAny) -> bool {
    drop(number);
    true
}

/// The type that the client is told does not travel either.
#[mizan::client(as = "Vec<IgnoredAny>")]
pub fn methods() -> Vec<Method> {
    Vec::new()
}

#[mizan::client(as = "Methd")]
pub fn method(#[mizan(as = "Metod")] only: Method) -> Method {
    only
}

#[derive(Serialize, Deserialize)]
pub struct Method;
