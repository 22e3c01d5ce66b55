//! The bus in memory.

use mizan::bus::{Event, laws, memory};

use crate::hearing::Hearing;

#[tokio::test]
async fn it_keeps_the_laws() {
    let bus = memory();
    laws::check(&bus, &bus.clone()).await;
}

#[tokio::test]
async fn a_node_that_is_far_behind_begins_anew() {
    let bus = memory();
    let mut hearing = Hearing::open(&bus).await;
    for number in 0..5000 {
        hearing.announce(&bus, &number.to_string()).await;
    }
    let Event::Open { numbers, .. } = hearing.next().await else {
        panic!("events were lost without a word");
    };
    assert_eq!(numbers["board"], 5000);
}
