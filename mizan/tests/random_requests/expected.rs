//! What has to hold once everything that was sent has come to its end.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::application::{Ended, Run};
use crate::client::Answer;
use crate::play::{Player, Sent};

/// The codes after which a client cannot know whether its mutation has committed.
const UNCERTAIN: [&str; 2] = ["INTERNAL_ERROR", "TIMEOUT"];

pub(crate) fn check(player: &Player) {
    let runs = player.ledger.runs();
    player.check(player.api.detached_mutations() == 0, || "a gauge does not return".to_owned());
    player.check(player.ledger.streams() == 0, || "a stream is left behind".to_owned());
    for run in &runs {
        check_run(player, run);
    }
    check_announcements(player, &runs);
    check_repetitions(player, &runs);
    for sent in &player.sent {
        if let Some(answer) = player.answers.lock().unwrap().get(&sent.request) {
            check_answer(player, sent, answer, &runs);
        }
    }
    check_tokens(player);
}

/// A mutation runs to its end, and the observer is told of it once.
fn check_run(player: &Player, run: &Run) {
    let has_ended = run.ended.is_some_and(|ended| ended != Ended::Dropped);
    player.check(has_ended, || format!("a mutation was dropped: {run:?}"));
    let told = player.observer.runs(&run.request);
    player.check(told == 1, || format!("the observer saw {told} ends of {run:?}"));
}

/// Everything that may have committed is announced once.
fn check_announcements(player: &Player, runs: &[Run]) {
    let is_announced = |run: &&Run| run.ended != Some(Ended::Refused);
    let announced = || runs.iter().filter(is_announced);
    let entries: BTreeSet<u32> = runs.iter().map(|run| run.entry).collect();
    for entry in entries {
        let own = || announced().filter(|run| run.entry == entry);
        expect_told(player, "entry", entry, own().count());
        expect_told(player, "note", entry, own().filter(|run| run.has_noted).count());
    }
    for board in [1, 2] {
        let outside = player.invalidated.get(&board).copied().unwrap_or(0);
        let inside = announced().filter(|run| run.board == board).count();
        expect_told(player, "board", board, inside + outside);
    }
}

fn expect_told(player: &Player, context: &str, parameter: u32, expected: usize) {
    let told = player.observer.invalidations(context, parameter);
    player.check(told == expected, || {
        format!("{context} {parameter} was announced {told} times instead of {expected}")
    });
}

/// A key runs once and has one answer; without a key nothing runs more often than it was sent.
fn check_repetitions(player: &Player, runs: &[Run]) {
    let answers = player.answers.lock().unwrap();
    let mut calls: BTreeMap<_, Vec<&Sent>> = BTreeMap::new();
    for sent in &player.sent {
        let call = &sent.call;
        calls.entry((sent.entry, call.user, call.key, call.function)).or_default().push(sent);
    }
    for ((entry, _, key, function), sent) in calls {
        let requests: Vec<&str> = sent.iter().map(|sent| &*sent.request).collect();
        let ran = runs.iter().filter(|run| requests.contains(&&*run.request)).count();
        let most = if key.is_some() { 1 } else { sent.len() };
        player.check(ran <= most, || format!("entry {entry} ran {ran} times, at most {most}"));
        // A plain call that was stopped is forgotten, so that it can be sent again.
        if key.is_none() || !function.is_mutation() {
            continue;
        }
        let of_run = |answer: &&Answer| ["", "CONFLICT", "INTERNAL_ERROR"].contains(&answer.code());
        let bodies: BTreeSet<String> = requests
            .iter()
            .filter_map(|request| answers.get(*request))
            .filter(of_run)
            .map(|answer| answer.body.to_string())
            .collect();
        player.check(bodies.len() <= 1, || format!("one key has the answers {bodies:?}"));
        let is_answered = |request: &&str| answers.get(*request).is_some_and(Answer::is_success);
        player.check(ran == 1 || !requests.iter().any(is_answered), || {
            format!("entry {entry} has the answer of another call: {bodies:?}")
        });
    }
}

/// The answer of a call says what the call has done.
fn check_answer(player: &Player, sent: &Sent, answer: &Answer, runs: &[Run]) {
    let Sent { request, call, entry, .. } = sent;
    let is_well = answer.is_success();
    let own = runs.iter().find(|run| run.request == *request);
    let has_committed = own.is_some_and(|run| run.has_committed);
    let is_certain = !is_well && !UNCERTAIN.contains(&answer.code());
    player.check(!(is_certain && has_committed), || {
        format!("an error that says that nothing was done: {answer:?} of {own:?}")
    });
    if !is_well || !call.function.is_mutation() {
        return;
    }
    let Answer { body, .. } = answer;
    let row = &body["result"];
    let rows = player.ledger.rows(call.board);
    player.check(rows.iter().any(|known| json!(known) == *row), || {
        format!("a row that there is not: {body}")
    });
    player.check(body["merge"][0]["value"] == *row, || format!("another row is merged: {body}"));
    let scope = json!({"context": "board", "params": {"board": call.board}});
    let stale = [scope, json!({"context": "entry", "params": {"entry": entry}})];
    player.check(stale.iter().all(|target| contains(&body["invalidate"], target)), || {
        format!("something stale is not named: {body}")
    });
    let contexts = body["contexts"].as_array().map_or(&[][..], Vec::as_slice);
    let shown = call.mounted.iter().filter(|board| **board == call.board).count();
    let expected = (shown + 1).min(player.limits.mounted);
    player.check(contexts.len() == expected, || {
        format!("{} contexts come anew instead of {expected}: {body}", contexts.len())
    });
    for context in contexts {
        let is_new = match &context["bundle"] {
            bundle if context["context"] == "board" => contains(&bundle["rows"], row),
            // Without a key a later run of the same entry may have written another row.
            bundle => bundle["written"]["entry"] == *entry,
        };
        player.check(is_new || player.limits.has_short_time, || {
            format!("a context without the new row: {body}")
        });
    }
}

fn contains(list: &Value, element: &Value) -> bool {
    list.as_array().is_some_and(|list| list.contains(element))
}

/// A token: the name of its clock, its number, and whether it may be the older one of two.
fn parse_token(token: &str) -> (&str, u64, bool) {
    let (clock, number) = token.split_once(':').expect("a token");
    let exact = number.trim_end_matches('~');
    (clock, exact.parse().expect("a number"), exact.len() == number.len())
}

/// A read that is proven to be the younger one of two has seen all that the older one has seen.
fn check_tokens(player: &Player) {
    let answers = player.answers.lock().unwrap();
    let reads = player.seen.iter().map(|seen| (seen.board, &*seen.token, seen.rows));
    let mutations = player.sent.iter().filter(|sent| sent.call.function.is_mutation());
    let written = mutations.filter_map(|Sent { request, call, .. }| {
        let body = &answers.get(request).filter(|answer| answer.is_success())?.body;
        let rows = body["result"]["number"].as_u64()? as usize;
        Some((call.board, body["v"]["board"].as_str()?, rows))
    });
    for (board, token, rows) in reads.clone().chain(written) {
        let (clock, number, is_exact) = parse_token(token);
        for (_, other, seen) in reads.clone().filter(|(other, ..)| *other == board) {
            let (its_clock, its_number, _) = parse_token(other);
            player.check(clock == its_clock, || format!("two clocks: {token} and {other}"));
            let is_older = is_exact && number < its_number;
            player.check(!is_older || seen >= rows, || {
                format!("{token} has seen {rows} rows of board {board}, {other} {seen}")
            });
        }
    }
}
