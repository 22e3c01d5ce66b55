#[derive(mizan::Context)]
pub struct Account {
    pub number: u128,
}

#[mizan::client(context = Account)]
pub fn balance(number: u128) -> i128 {
    number as i128
}
