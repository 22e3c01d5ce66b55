//! A binary beside the library, with a function of its own.

use linked_corpus as _;

#[mizan::client]
fn of_the_binary() -> u8 {
    0
}

fn main() {
    println!("{}", of_the_binary());
}

#[cfg(test)]
mod tests {
    #[test]
    fn source_and_program_agree() {
        mizan::assert_ir!();
    }
}
