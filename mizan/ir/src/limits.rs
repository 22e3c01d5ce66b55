//! The limits of one function, and the notation of a rate.

use std::{fmt, str::FromStr};

/// The limits of one function. A limit that is `None` is that of the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The largest body of a call, in bytes.
    pub body: Option<u64>,
    /// The time for the function to answer, in milliseconds.
    pub time: Option<u64>,
    /// The number of runs for one caller.
    pub rate: Option<Rate>,
}

/// A number of runs in a period. Its text is `10/s`.
///
/// ```
/// use mizan_ir::{Period, Rate};
///
/// let rate = Rate { runs: 10, per: Period::Second };
/// assert_eq!("10/s".parse(), Ok(rate));
/// assert_eq!(rate.to_string(), "10/s");
/// assert!("0/s".parse::<Rate>().is_err() && "10/week".parse::<Rate>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The number of runs, at least 1.
    pub runs: u32,
    /// The period.
    pub per: Period,
}

/// The period of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A second: `s`.
    Second,
    /// A minute: `min`.
    Minute,
    /// An hour: `h`.
    Hour,
    /// A day: `d`.
    Day,
}

impl Period {
    /// All periods, the shortest first.
    pub const ALL: [Self; 4] = [Self::Second, Self::Minute, Self::Hour, Self::Day];

    /// The unit in the text of a rate.
    ///
    /// ```
    /// assert_eq!(mizan_ir::Period::Minute.unit(), "min");
    /// ```
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Second => "s",
            Self::Minute => "min",
            Self::Hour => "h",
            Self::Day => "d",
        }
    }

    /// The length in seconds.
    ///
    /// ```
    /// assert_eq!(mizan_ir::Period::Hour.seconds(), 3600);
    /// ```
    pub const fn seconds(self) -> u64 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 60 * 60,
            Self::Day => 24 * 60 * 60,
        }
    }
}

/// The reason why a text is no rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateError {
    /// It is no whole number, `/` and a period.
    Form,
    /// The number is 0.
    Zero,
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let (runs, unit) = text.split_once('/').ok_or(RateError::Form)?;
        let per = Period::ALL.into_iter().find(|period| period.unit() == unit.trim());
        let per = per.ok_or(RateError::Form)?;
        match runs.trim().replace('_', "").parse() {
            Ok(0) => Err(RateError::Zero),
            Ok(runs) => Ok(Self { runs, per }),
            Err(_) => Err(RateError::Form),
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.runs, self.per.unit())
    }
}
