#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User)]
pub fn user_name(user_id: i64) -> String {
    user_id.to_string()
}

#[mizan::client(affects = User)]
pub fn touch(user_id: i64) {}

#[mizan::client(affects = user_name)]
pub fn touch_read(user_id: i64) {}

#[mizan::client(affects = User { user_id: id })]
pub fn touch_by_value(id: i64) {}

#[mizan::client(affects = [User { user_id: by.0 }])]
pub fn touch_by_field(by: (i64, i64)) {}

#[mizan::client(merge = user_name)]
pub fn rename(user_id: i64, name: String) -> String {
    name
}

#[mizan::client(affects = User)]
pub fn forget_a_parameter(user_id: i64, name: String) {}

#[mizan::client(context = User)]
pub fn user_age(user_id: i64) -> u8 {
    0
}
