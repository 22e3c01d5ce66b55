//! The dashboard: what is shown of the board, which card is chosen, and what the keys do.

use std::{error::Error, future::Future, pin::Pin, sync::Arc};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::api::{BoardBundle, Card, Client, Framework, Guest, List, LiveStatus, State};

/// A call on its way; its end is the text of its error, if it has one.
pub(crate) type Call = Pin<Box<dyn Future<Output = Option<String>> + Send>>;

#[derive(Default)]
pub(crate) struct Dashboard {
    pub(crate) lists: Vec<List>,
    pub(crate) present: Vec<Arc<Guest>>,
    pub(crate) status: LiveStatus,
    /// Why the board cannot be read, and why the last call has failed.
    pub(crate) error: Option<String>,
    pub(crate) problem: Option<String>,
    /// The list that is chosen, the row in it, and the card in that row.
    pub(crate) list: usize,
    pub(crate) row: usize,
    pub(crate) card: Option<i64>,
    /// The title of a new card while it is typed.
    pub(crate) title: Option<String>,
    pub(crate) is_over: bool,
}

impl Dashboard {
    /// Shows the board as it is now. The card that is chosen stays so wherever it goes; where it is gone,
    /// the one that has taken its place is chosen.
    pub(crate) fn show(&mut self, state: State<BoardBundle>) {
        self.error = state.error.map(|error| error.message.clone());
        let Some(board) = state.data else { return };
        self.lists.clone_from(&board.lists);
        let find = |cards: &Vec<Card>| cards.iter().position(|card| Some(card.id) == self.card);
        let mut places = self.lists.iter().map(|list| find(&list.cards)).enumerate();
        let place = places.find_map(|(list, row)| Some((list, row?)));
        let (list, row) = place.unwrap_or((self.list, self.row));
        self.choose(list, row);
    }

    fn choose(&mut self, list: usize, row: usize) {
        self.list = list.min(self.lists.len().saturating_sub(1));
        let cards = self.lists.get(self.list).map_or(&[][..], |list| &list.cards);
        self.row = row.min(cards.len().saturating_sub(1));
        self.card = cards.get(self.row).map(|card| card.id);
    }

    /// Does what a key says, which may be a call.
    pub(crate) fn press(
        &mut self,
        key: KeyEvent,
        client: &Client,
    ) -> Result<Option<Call>, Box<dyn Error>> {
        self.problem = None;
        if let Some(title) = self.title.take() {
            return Ok(self.write(title, key.code, client));
        }
        let (list, row) = (self.list, self.row);
        let is_move = key.modifiers.contains(KeyModifiers::SHIFT);
        match key.code {
            KeyCode::Left if is_move => return self.shift(list.checked_sub(1), client),
            KeyCode::Right if is_move => return self.shift(list.checked_add(1), client),
            KeyCode::Left => self.choose(list.saturating_sub(1), row),
            KeyCode::Right => self.choose(list + 1, row),
            KeyCode::Up => self.choose(list, row.saturating_sub(1)),
            KeyCode::Down => self.choose(list, row + 1),
            KeyCode::Char('a') => self.title = Some(String::new()),
            KeyCode::Char('d') => return Ok(self.card.map(|card| remove(card, client))),
            KeyCode::Char('q') | KeyCode::Esc => self.is_over = true,
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                self.is_over = true
            }
            _ => {}
        }
        Ok(None)
    }

    /// Goes on with the title of a new card; Enter adds the card, and Esc forgets it.
    fn write(&mut self, mut title: String, key: KeyCode, client: &Client) -> Option<Call> {
        match key {
            KeyCode::Enter => {
                let call = client.add_card(self.lists.get(self.list)?.id, title);
                return Some(Box::pin(async { Some(call.await.err()?.message().to_owned()) }));
            }
            KeyCode::Esc => return None,
            KeyCode::Backspace => drop(title.pop()),
            KeyCode::Char(letter) => title.push(letter),
            _ => {}
        }
        self.title = Some(title);
        None
    }

    /// Moves the card to the end of another list: on this screen at once, and on all others soon.
    fn shift(&self, to: Option<usize>, client: &Client) -> Result<Option<Call>, Box<dyn Error>> {
        let to = to.and_then(|list| self.lists.get(list));
        let (Some(List { id: list, .. }), Some(card)) = (to, self.card) else { return Ok(None) };
        let (list, board) = (*list, client.board().address()?);
        let call = client.move_card(card, list).optimistic(move |drafts| {
            drafts.change(&board, |board: &mut BoardBundle| move_in(&mut board.lists, card, list));
        });
        Ok(Some(Box::pin(async { Some(call.await.err()?.message().to_owned()) })))
    }
}

fn remove(card: i64, client: &Client) -> Call {
    let call = client.remove_card(card);
    Box::pin(async { Some(call.await.err()?.message().to_owned()) })
}

/// Does to the lists what the server does to them.
fn move_in(lists: &mut [List], card: i64, to: i64) {
    let from = lists.iter_mut().find_map(|list| {
        let row = list.cards.iter().position(|each| each.id == card)?;
        Some(list.cards.remove(row))
    });
    let to = lists.iter_mut().find(|list| list.id == to);
    if let (Some(card), Some(to)) = (from, to) {
        to.cards.push(Card { touched_in: Framework::Ratatui, ..card });
    }
}
