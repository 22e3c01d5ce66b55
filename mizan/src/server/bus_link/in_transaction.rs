//! A change announced in the transaction that makes it: it is exactly as atomic as the change.

use sqlx::PgConnection;

use super::words;
use crate::bus::{BusError, Postgres};
use crate::declared::context::Context;
use crate::declared::invalidation::{ExplicitInvalidation, Invalidations};
use crate::declared::scope::Scope;
use crate::server::live::reach::Reach;

impl Postgres {
    /// Announces in a transaction of the application that a context is stale: it is told when that commits,
    /// and never if it does not. No node that is killed leaves the others stale.
    ///
    /// ```no_run
    /// # #[derive(mizan::Context)]
    /// # pub struct User { pub user_id: i64 }
    /// use mizan::{Error, bus::Postgres};
    ///
    /// #[mizan::client(affects = User)]
    /// async fn rename(db: &sqlx::PgPool, bus: &Postgres, user_id: i64, name: String) -> Result<(), Error> {
    ///     let mut transaction = db.begin().await?;
    ///     let update = sqlx::query("UPDATE person SET name = $1 WHERE id = $2").bind(name).bind(user_id);
    ///     update.execute(&mut *transaction).await?;
    ///     bus.announce_in(&mut transaction, &User { user_id }).await?;
    ///     transaction.commit().await?;
    ///     Ok(())
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// The bus is provided like anything else that functions borrow: `.provide(bus.clone())`. The transaction
    /// belongs to the database of the bus. Where the function is declared to affect the context, its end is
    /// announced as well: the function may have changed more than the transaction, and its answer bears the
    /// number of that announcement. It costs another read of what is subscribed; nobody is sent again what
    /// has not changed.
    ///
    /// # Errors
    ///
    /// The transaction has failed.
    pub async fn announce_in<C: Context>(
        &self,
        transaction: &mut PgConnection,
        context: &C,
    ) -> Result<(), BusError> {
        let explicit = vec![ExplicitInvalidation::of(context)];
        let invalidations = Invalidations::new(&[], Scope::default(), explicit);
        let reaches: Vec<Reach> = invalidations.iter().map(|it| Reach::of(&it)).collect();
        self.announce_at_commit(transaction, C::NAME, words::write(&reaches)).await
    }
}
