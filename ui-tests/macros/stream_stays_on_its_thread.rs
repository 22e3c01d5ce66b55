use std::rc::Rc;

#[mizan::client]
async fn events() -> impl mizan::Stream<Item = usize> {
    Shared(Rc::new(1))
}

struct Shared(Rc<usize>);

impl mizan::Stream for Shared {
    type Item = usize;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<usize>> {
        std::task::Poll::Ready(Some(*self.0))
    }
}

fn main() {}
