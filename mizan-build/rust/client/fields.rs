//! Fields whose JSON says more than their types: `null` where there is no number, and `null` beside
//! nothing at all.

use serde::{Deserialize, Deserializer};

/// Reads a number; `null`, which JSON has in place of NaN and infinity, as NaN.
///
/// # Errors
///
/// Where the JSON is neither a number nor `null`.
pub fn number<'de, D: Deserializer<'de>, T>(deserializer: D) -> Result<T, D::Error>
where
    T: Deserialize<'de> + From<f32>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_else(|| f32::NAN.into()))
}

/// Reads a field that is there: `null` is `Some(None)`, and `None` is left for a field that is absent.
///
/// # Errors
///
/// Where the value does not fit.
pub fn present<'de, D: Deserializer<'de>, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}
