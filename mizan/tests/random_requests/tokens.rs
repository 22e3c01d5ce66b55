//! Sign-ins and tokens: a visitor whose session changes by a sign-in that has succeeded, and by
//! nothing else.

use std::sync::LazyLock;

use mizan::auth::jwt;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::application::{End, Me, Plan};
use crate::client::{Answer, send};
use crate::play::Player;

pub(crate) const SECRET: [u8; 32] = [7; 32];

/// The access tokens of the users 1 and 2.
static TOKENS: LazyLock<[String; 2]> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let obtain = async |id| jwt::<Me>(SECRET).obtain(&Me { id }).await.unwrap().access;
    let tokens =
        std::thread::spawn(move || runtime.block_on(async { [obtain(1).await, obtain(2).await] }));
    tokens.join().unwrap()
});

/// Who visits with a cookie.
#[derive(Default)]
pub(crate) struct Visitor {
    cookie: Option<String>,
    /// Who is signed in.
    id: Option<u32>,
}

impl Visitor {
    pub(crate) fn token(&self, user: u32) -> &str {
        &TOKENS[user as usize - 1]
    }

    pub(crate) async fn sign_in(
        &mut self,
        player: &mut Player,
        id: u32,
        plan: &Plan,
        is_given_up: bool,
    ) {
        let entry = player.next_entry();
        let call = json!({"fn": "sign_in", "args": {"id": id, "entry": entry, "plan": plan}});
        let request = player.post("/call/").header("sec-fetch-site", "same-origin");
        let sending = send(self.with_cookie(request.body(call.to_string())));
        let waits = plan.waits || plan.lingers;
        if is_given_up && waits {
            tokio::select! {
                () = player.ledger.entered(entry) => {}
                _ = sending => {}
            }
        } else {
            if !player.limits.has_short_time {
                player.ledger.open(entry);
            }
            match sending.await {
                Ok(answer) => self.take(player, id, plan, answer),
                Err(failure) => player.check(false, || failure),
            }
        }
        self.check(player).await;
    }

    fn with_cookie(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    fn take(&mut self, player: &Player, id: u32, plan: &Plan, answer: Answer) {
        let Answer { body, cookie, .. } = &answer;
        player.check(answer.is_success() == cookie.is_some(), || {
            format!("a cookie belongs to a sign-in that succeeded: {answer:?}")
        });
        if answer.is_success() {
            player.check(plan.end == End::Well && body["session"] == true, || {
                format!("{plan:?} signed in: {answer:?}")
            });
            (self.id, self.cookie) = (Some(id), cookie.clone());
        }
    }

    /// The server takes the visitor for the one who signed in last.
    async fn check(&self, player: &Player) {
        let request = player.client.get(format!("{}/ctx/viewer/", player.base));
        match send(self.with_cookie(request)).await {
            Ok(answer) if answer.is_success() => {
                let (found, expected) = (&answer.body["viewer"], json!(self.id));
                player.check(*found == expected, || format!("{found} instead of {expected}"));
            }
            Ok(_) => {}
            Err(failure) => player.check(false, || failure),
        }
    }
}

impl Player {
    async fn pair(&self, function: &str, args: Value) -> Option<Answer> {
        let call = json!({"fn": function, "args": args}).to_string();
        match send(self.post("/call/").body(call)).await {
            // A refresh that is refused for want of a place can be sent again.
            Ok(answer) if ["UNAVAILABLE", "TIMEOUT"].contains(&answer.code()) => None,
            Ok(answer) => Some(answer),
            Err(failure) => {
                self.check(false, || failure);
                None
            }
        }
    }

    /// Refreshes a pair twice at once: both get one pair. Reuse after the next refresh ends all.
    pub(crate) async fn renew(&self, is_late: bool) {
        let Some(first) = self.pair("obtain", json!({"id": 1})).await else { return };
        let refresh = |of: &Answer| json!({"refresh": of.body["result"]["refresh"]});
        let (one, other) =
            tokio::join!(self.pair("renew", refresh(&first)), self.pair("renew", refresh(&first)),);
        let (Some(one), Some(other)) = (one, other) else { return };
        let are_equal = one.is_success() && one.body["result"] == other.body["result"];
        self.check(are_equal, || format!("one token was refreshed to {one:?} and {other:?}"));
        let Some(next) = self.pair("renew", refresh(&one)).await else { return };
        self.check(next.is_success(), || format!("a refresh failed: {next:?}"));
        if !is_late {
            return;
        }
        let Some(late) = self.pair("renew", refresh(&first)).await else { return };
        let Some(ended) = self.pair("renew", refresh(&next)).await else { return };
        self.check((late.status, ended.status) == (401, 401), || {
            format!("an old token was taken: {late:?}, then {ended:?}")
        });
    }
}
