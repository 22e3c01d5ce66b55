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

    #[test]
    fn the_server_tells_the_library_from_the_binary_of_its_name() {
        use mizan::WiringError::{LeftOut, Misread, NotLinked, Unread};

        let errors = mizan::Server::builder().build().err().expect("nobody says who is asking");
        let is_read = |error: &mizan::WiringError| {
            !matches!(error, LeftOut { .. } | Misread { .. } | NotLinked { .. } | Unread { .. })
        };
        assert!(errors.iter().all(is_read), "{errors}");
    }
}
