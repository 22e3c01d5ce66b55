trait Api {
    #[mizan::client]
    fn get();
}

fn main() {}
