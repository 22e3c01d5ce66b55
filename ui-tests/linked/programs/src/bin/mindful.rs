//! A program that names them.

use linked_unlike as _;
use next_door as _;

#[mizan::client]
fn of_the_mindful() {}

fn main() {
    if let Err(errors) = mizan::Server::builder().build() {
        println!("{errors}");
    }
}
