//! A program that names none of the crates whose functions its client calls.

#[mizan::client]
fn of_the_forgetful() {}

fn main() {
    if let Err(errors) = mizan::Server::builder().build() {
        println!("{errors}");
    }
}
