use std::marker::PhantomData;
use std::rc::Rc;

#[derive(serde::Serialize, mizan::Type)]
struct Picture {
    width: u32,
    #[serde(skip)]
    local: PhantomData<Rc<()>>,
}

#[mizan::client(blocking)]
fn resize(width: u32) -> Picture {
    Picture { width, local: PhantomData }
}

fn main() {}
