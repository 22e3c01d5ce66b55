use serde::{Deserialize, Serialize, Serializer};

#[derive(mizan::Type)]
pub struct ByHand {
    pub id: u8,
}

impl Serialize for ByHand {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.id)
    }
}

macro_rules! write_as_text {
    ($($name:ident)+) => {
        $(impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        })+
    };
}

#[derive(Deserialize, mizan::Type)]
pub struct ByMacro(pub u8);

#[derive(Deserialize, mizan::Type)]
#[mizan(as = "String")]
pub struct Said(pub u8);

write_as_text!(ByMacro Said);

#[derive(serde_with::SerializeDisplay, serde_with::DeserializeFromStr, mizan::Type)]
pub struct Shown {
    pub id: u8,
}

impl std::fmt::Display for Shown {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.id)
    }
}

impl std::str::FromStr for Shown {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self { id: text.parse()? })
    }
}

#[derive(mizan::Type)]
pub struct Generic<T> {
    pub item: T,
}

impl<T: Serialize> Serialize for Generic<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.item.serialize(serializer)
    }
}

#[derive(mizan::Type, mizan::Failure)]
pub enum Refused {
    #[mizan(conflict)]
    Taken,
}

impl Serialize for Refused {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("taken")
    }
}

/// Written by nothing, so that there is nothing to say.
#[derive(mizan::Type)]
pub struct Unused {
    pub id: u8,
}

#[mizan::client]
pub fn get(said: Said) -> Result<(ByHand, ByMacro, Said, Shown, Generic<u8>), Refused> {
    let _ = said;
    Err(Refused::Taken)
}
