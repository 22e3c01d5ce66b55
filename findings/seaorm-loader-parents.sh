#!/usr/bin/env bash
# SeaORM 2: the entity loader reads the children of at most 32 766 rows on SQLite. It asks for them with one
# `IN (…)`, in which each row is a bound value, and SQLite takes 32 766 of those. One row more is an error, though
# the rows themselves are read by a statement without a value.
#
# Seen with sea-orm 2.0.4 and its driver sqlx 0.9.0, whose SQLite is bundled. Nothing in the documentation of
# `load().with(…)` speaks of a limit, and it has no setting that asks in parts. Output:
#
#   32766 users with their posts: 32766 users
#   32767 users: 32767 users
#   32767 users with their posts: too many SQL variables
#
# Fails if that changes. Needs Rust 1.95 and a compiler for C; it compiles for some minutes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src

cat > Cargo.toml <<'END'
[package]
name = "parents"
version = "0.0.0"
edition = "2024"

[dependencies]
sea-orm = { version = "=2.0.4", default-features = false, features = ["macros", "runtime-tokio", "sqlx-sqlite"] }
sqlx = { version = "=0.9.0", default-features = false }
tokio = { version = "=1.54.1", features = ["macros", "rt"] }

[profile.dev]
debug = false
END

cat > src/main.rs <<'END'
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbErr, RuntimeErr, Schema};

mod user {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "user")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(has_many)]
        pub posts: HasMany<super::post::Entity>,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

mod post {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "post")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub user_id: i32,
        #[sea_orm(belongs_to, from = "user_id", to = "id")]
        pub user: BelongsTo<super::user::Entity>,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

fn told<T>(result: Result<Vec<T>, DbErr>) -> String {
    match result {
        Ok(users) => format!("{} users", users.len()),
        Err(DbErr::Query(RuntimeErr::SqlxError(error))) => match error.as_database_error() {
            Some(error) => error.message().to_owned(),
            None => error.to_string(),
        },
        Err(error) => error.to_string(),
    }
}

async fn with_posts(db: &DatabaseConnection) -> String {
    told(user::Entity::load().with(post::Entity).all(db).await)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), DbErr> {
    let db = Database::connect("sqlite::memory:").await?;
    let schema = Schema::new(db.get_database_backend());
    db.execute(&schema.create_table_from_entity(user::Entity)).await?;
    db.execute(&schema.create_table_from_entity(post::Entity)).await?;
    db.execute_unprepared(
        "WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < 32766)
         INSERT INTO user (id) SELECT id FROM ids",
    )
    .await?;

    println!("32766 users with their posts: {}", with_posts(&db).await);
    db.execute_unprepared("INSERT INTO user (id) VALUES (32767)").await?;
    println!("32767 users: {}", told(user::Entity::load().all(&db).await));
    println!("32767 users with their posts: {}", with_posts(&db).await);
    Ok(())
}
END

output=$(cargo run --quiet)
printf '%s\n' "$output"
expected='32766 users with their posts: 32766 users
32767 users: 32767 users
32767 users with their posts: too many SQL variables'
diff <(printf '%s\n' "$expected") <(printf '%s\n' "$output")
