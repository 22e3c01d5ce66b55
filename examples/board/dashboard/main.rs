//! The board in a terminal: the client in Rust keeps it true, and Ratatui draws it.
//!
//! ```sh
//! cargo run -p board --bin dashboard -- http://127.0.0.1:3000
//! ```

#[rustfmt::skip]
mod api;
mod dashboard;
mod screen;

use std::{env, error::Error, process::ExitCode};

use crossterm::event::EventStream;
use futures_util::StreamExt;
use tokio::task::JoinSet;

use crate::api::Client;
use crate::dashboard::Dashboard;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let place = env::args().nth(1).unwrap_or("http://127.0.0.1:3000".to_owned());
    let client = match connect(&place).await {
        Ok(client) => client,
        Err(error) => {
            eprintln!("No board answers at {place}: {}", error.message());
            eprintln!("Start one: cargo run -p board. It prints the address to write here.");
            return Ok(ExitCode::FAILURE);
        }
    };
    let mut terminal = ratatui::init();
    let ended = run(&client, &mut terminal).await;
    ratatui::restore();
    ended.map(|()| ExitCode::SUCCESS)
}

/// A client of the board. The first answer brings the cookie by which the board knows its guests, and which
/// the socket sends along.
async fn connect(place: &str) -> Result<Client, api::Error> {
    let client = Client::new(&format!("{place}/ratatui/api/mizan"))?;
    client.lists().await?;
    Ok(client)
}

/// Shows the board until somebody leaves it: what others do, and what the keys do.
async fn run(
    client: &Client,
    terminal: &mut ratatui::DefaultTerminal,
) -> Result<(), Box<dyn Error>> {
    let mut dashboard = Dashboard::default();
    let mut board = client.board().watch()?;
    let mut chat = client.chat().watch()?;
    let mut status = client.store().watch_live_status();
    let mut events = EventStream::new();
    let mut calls = JoinSet::<Option<String>>::new();
    while !dashboard.is_over {
        terminal.draw(|frame| screen::draw(frame, &dashboard))?;
        tokio::select! {
            state = board.changed() => dashboard.show(state),
            room = chat.changed() => dashboard.present = room.present,
            status = status.changed() => dashboard.status = status,
            Some(called) = calls.join_next() => dashboard.problem = called?.or(dashboard.problem.take()),
            Some(event) = events.next() => if let Some(key) = event?.as_key_press_event()
                && let Some(call) = dashboard.press(key, client)?
            {
                calls.spawn(call);
            },
        }
    }
    Ok(())
}
