//! Subscriptions that were answered with an error because it could not be learnt who is asking: that is
//! asked again, and what the subscriber may see is pushed.

use std::sync::Arc;

use super::judge::{Accepted, Viewed};
use super::read::parse;
use super::retry::pause_asking;
use crate::Error;
use crate::server::live::subscription::Subscription;
use crate::server::state::Server;

impl Server {
    /// A task of its own, which ends with the subscription.
    pub(super) fn start_asking_again(&self, subscription: Arc<Subscription>) {
        subscription.answered(0, None);
        let Some(runtime) = self.hub().runtime() else { return };
        let server = self.clone();
        runtime.spawn(async move { server.subscribe_later(&subscription).await });
    }

    async fn subscribe_later(&self, subscription: &Arc<Subscription>) {
        let name = &subscription.name;
        let context = self.find_context(name.context).expect("a live context is known");
        let viewed = Viewed::new(context, name.only.as_deref());
        let mut failures = 0;
        while subscription.socket.keeps(subscription) {
            pause_asking(failures).await;
            failures += 1;
            let entered = match self.judge(&subscription.socket, &viewed).await {
                Ok(accepted) => self.enter_later(subscription, &viewed, &accepted),
                Err(error) if error.is_passing() => continue,
                Err(error) => Err(error),
            };
            return entered.unwrap_or_else(|error| self.end_with(subscription, &error));
        }
    }

    fn enter_later(
        &self,
        subscription: &Arc<Subscription>,
        viewed: &Viewed<'_>,
        accepted: &Accepted,
    ) -> Result<(), Error> {
        accepted.admit(&viewed.members)?;
        let params = parse(&subscription.name.written)?;
        let instance = self.add_to_instance(subscription, viewed.context, &params, accepted);
        if !subscription.socket.attach(subscription, &instance) {
            self.hub().unsubscribe(&instance, subscription);
        } else if instance.make_stale() {
            self.start_reading(instance);
        }
        Ok(())
    }
}
