//! A new token for an open socket: it renews who is asking, in place. And a socket as it was in the beginning.

use std::sync::Arc;

use http::HeaderValue;
use http::header::AUTHORIZATION;

use crate::auth::MIZAN_TOKEN;
use crate::auth::identify::Precedence;
use crate::protocol::head::Head;
use crate::server::live::socket::Socket;
use crate::server::state::Server;
use crate::{Code, Error};

impl Server {
    /// Puts a connection back to what it was when it was opened: without subscriptions and memberships, and
    /// without a token that came later. What runs goes on.
    pub(crate) async fn reset(&self, socket: &Arc<Socket>) -> Result<(), Error> {
        self.unsubscribe_all(socket);
        self.leave_all(socket);
        match socket.caller.reset() {
            true => self.register(socket).await,
            false => Ok(()),
        }
    }

    /// Takes a token for everything that follows. A token that is not valid changes nothing.
    pub(crate) async fn authenticate(
        &self,
        socket: &Arc<Socket>,
        token: Option<&str>,
    ) -> Result<(), Error> {
        let token = token.ok_or_else(|| {
            Error::bad_request(r#"Write the token: `{"action": "auth", "token": "…"}`."#)
        })?;
        let has = |precedence| self.identities().iter().any(|it| it.has(precedence));
        let mut refusal = Error::unauthorized("This server takes no tokens.");
        for (name, text, is_taken) in [
            (MIZAN_TOKEN, token.to_owned(), has(Precedence::Mwt)),
            (
                AUTHORIZATION.as_str(),
                format!("Bearer {token}"),
                has(Precedence::Jwt) || has(Precedence::Application),
            ),
        ] {
            if !is_taken {
                continue;
            }
            let value = HeaderValue::try_from(text)
                .map_err(|_| Error::unauthorized("This token is not valid."))?;
            let exchange = socket.caller.ask_with(name, value.clone());
            let checked =
                match self.check_sender(&exchange, Head::read(exchange.request.headers()).sender) {
                    Some(check) => check.await,
                    None => Ok(()),
                };
            match checked {
                Ok(()) => {
                    socket.caller.set_token(name, value);
                    self.register(socket).await?;
                    self.recheck(socket).await;
                    return Ok(());
                }
                Err(error) if error.code() == Code::Unauthorized => refusal = error,
                Err(error) => return Err(error),
            }
        }
        Err(refusal)
    }
}
