use mizan::{Type, client};
use serde::Deserialize;

#[derive(Deserialize, Type)]
pub struct Me {
    pub id: i64,
}

pub trait Account: Send + Sync + 'static {
    fn number(&self) -> i64;
}

impl Account for Me {
    fn number(&self) -> i64 {
        self.id
    }
}

const _: () = {
    impl mizan::Identity for Me {
        fn id(&self) -> std::borrow::Cow<'_, str> {
            self.number().to_string().into()
        }
    }
};

#[client]
pub fn delete_account(me: Me) {
    drop(me);
}
