struct Me {
    id: i64,
}

struct Tokens;

impl mizan::Identify for Tokens {
    type Identity = Me;

    async fn identify(&self, _: &mizan::Request) -> Result<Option<Me>, mizan::Error> {
        Ok(Some(Me { id: 5 }))
    }
}

fn main() {}
