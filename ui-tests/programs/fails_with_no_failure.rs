#[mizan::client]
pub fn count() -> Result<i64, String> {
    Ok(1)
}

#[mizan::client]
pub async fn read() -> std::io::Result<i64> {
    Ok(1)
}
