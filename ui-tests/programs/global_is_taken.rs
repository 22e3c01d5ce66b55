#[derive(mizan::Context)]
pub struct Global;

#[mizan::client(context = Global)]
pub fn banner() -> String {
    String::new()
}
