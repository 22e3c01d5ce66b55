const HIGH: u8 = 7;

#[derive(serde_repr::Serialize_repr, serde_repr::Deserialize_repr, mizan::Type)]
#[repr(u8)]
pub enum Level {
    Low = 3,
    High = HIGH,
}

#[derive(serde_repr::Serialize_repr, mizan::Type)]
#[repr(u64)]
pub enum Large {
    One = 9_007_199_254_740_992,
}

#[mizan::client]
pub fn get(level: Level) -> Large {
    let _ = level;
    Large::One
}
