pub struct Version;

#[mizan::client(as = "Result<Option<String>, mizan::Error>")]
fn newest() -> Result<Option<Version>, mizan::Error> {
    Ok(None)
}

fn main() {}
