//! The bus on a real Postgres: its laws, what happens when Postgres or the network fails, and announcements
//! in transactions of the application.

use std::time::Instant;

use example_support::services::postgres::Postgres;
use mizan::bus::{laws, postgres};
use sqlx::{Connection, PgConnection};

use crate::hearing::{Hearing, LIMIT, announce};
use crate::node::Board;
use crate::proxy::{Network, Proxy};

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_the_laws() {
    let server = Postgres::start();
    let (one, other) =
        (postgres(server.url()).await.unwrap(), postgres(server.url()).await.unwrap());
    laws::check(&one, &other).await;
    let shop = || postgres(server.url()).schema("shop");
    let (shop, other_shop) = (shop().await.unwrap(), shop().await.unwrap());
    let mut hearing = Hearing::open(&one).await;
    announce(&shop, "in the shop").await.unwrap();
    announce(&one, "here").await.unwrap();
    assert_eq!(hearing.text().await, "here");
    laws::check(&shop, &other_shop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_an_error_that_tells_what_to_do() {
    let text = async |url: &str| postgres(url).await.map(drop).unwrap_err().to_string();
    let none = text("postgres://127.0.0.1:1/shop").await;
    assert!(none.starts_with("the bus failed: no Postgres answers at 127.0.0.1:1: "), "{none}");
    assert!(none.ends_with(". Start one there, or correct the address."), "{none}");
    let wrong = text("localhost").await;
    assert!(wrong.contains("the address of Postgres is not valid"), "{wrong}");
    let server = Postgres::start();
    let schema = postgres(server.url()).schema("Shop; DROP TABLE").await.map(drop).unwrap_err();
    assert!(schema.to_string().contains("is no name for the schema of the bus"), "{schema}");
    let mut connection = PgConnection::connect(&server.url()).await.unwrap();
    sqlx::query("CREATE ROLE guest LOGIN").execute(&mut connection).await.unwrap();
    let refused = text(&server.url().replace("postgres@", "guest@")).await;
    assert!(
        refused.contains("the tables of the bus cannot be made in the schema `mizan`"),
        "{refused}"
    );
    assert!(refused.ends_with("`GRANT CREATE ON DATABASE … TO …`."), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_announces_when_it_commits() {
    let server = Postgres::start();
    let bus = postgres(server.url()).await.unwrap();
    let mut hearing = Hearing::open(&bus).await;
    let mut connection = PgConnection::connect(&server.url()).await.unwrap();
    let mut undone = connection.begin().await.unwrap();
    bus.announce_in(&mut undone, &Board { board_id: 1 }).await.unwrap();
    undone.rollback().await.unwrap();
    let mut late = connection.begin().await.unwrap();
    bus.announce_in(&mut late, &Board { board_id: 2 }).await.unwrap();
    // It keeps nobody waiting before it commits.
    announce(&bus, "between").await.unwrap();
    late.commit().await.unwrap();
    assert_eq!(hearing.text().await, "between");
    assert_eq!(hearing.text().await, r#"[["board",{"board_id":"2"}]]"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_starts_again_is_heard_again() {
    let mut server = Postgres::start();
    let bus = postgres(server.url()).await.unwrap();
    let mut hearing = Hearing::open(&bus).await;
    let before = announce(&bus, "before").await.unwrap();
    assert_eq!(hearing.text().await, "before");
    server.kill();
    assert!(announce(&bus, "lost").await.is_err());
    hearing.lost().await;
    server.start_again();
    assert_ne!(hearing.opened().await, hearing.clock);
    let after = announce(&bus, "after").await.unwrap();
    assert_eq!(hearing.text().await, "after");
    assert_ne!(after.name, before.name);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_is_cut_is_noticed() {
    let server = Postgres::start();
    let direct = postgres(server.url()).await.unwrap();
    for network in [Network::Closed, Network::Silent] {
        let proxy = Proxy::start(server.port()).await;
        let through =
            postgres(format!("postgres://postgres@{}/postgres", proxy.address)).await.unwrap();
        let mut hearing = Hearing::open(&through).await;
        let begin = Instant::now();
        proxy.set(network);
        assert!(announce(&through, "held up").await.is_err());
        assert!(begin.elapsed() < LIMIT, "an operation ends");
        hearing.lost().await;
        announce(&direct, "unheard").await.unwrap();
        proxy.set(Network::Whole);
        hearing.opened().await;
        announce(&direct, "heard").await.unwrap();
        assert_eq!(hearing.text().await, "heard");
    }
}
