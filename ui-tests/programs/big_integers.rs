#[derive(serde::Serialize, mizan::Type)]
#[serde(untagged)]
pub enum Value {
    Number(#[serde(with = "mizan::bigint")] u64),
    Text(String),
}

#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
pub enum PayError {
    #[mizan(conflict)]
    Poor {
        #[serde(with = "mizan::bigint")]
        balance: u64,
    },
}

#[mizan::client]
pub fn value() -> Result<Vec<Value>, PayError> {
    Ok(vec![Value::Text(String::new()), Value::Number(1)])
}
