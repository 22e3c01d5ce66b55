//! The picture of the dashboard.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style, Stylize};
use ratatui::text::Line;
use ratatui::widgets::{Block, List as Rows, ListState};

use crate::api::{Framework, List, LiveStatus};
use crate::dashboard::Dashboard;

const HELP: &str = "←→↑↓ choose · Shift+←→ move · a add · d remove · q leave";

pub(crate) fn draw(frame: &mut Frame<'_>, dashboard: &Dashboard) {
    let rows = [Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1)];
    let [head, body, foot] = Layout::vertical(rows).areas(frame.area());
    frame.render_widget(head_of(dashboard), head);
    let columns = Layout::horizontal(dashboard.lists.iter().map(|_| Constraint::Fill(1)));
    for (at, (list, area)) in dashboard.lists.iter().zip(columns.split(body).iter()).enumerate() {
        let chosen = (at == dashboard.list).then_some(dashboard.row);
        draw_list(frame, *area, list, chosen);
    }
    let foot_of = match (&dashboard.title, dashboard.problem.as_ref().or(dashboard.error.as_ref()))
    {
        (Some(title), _) => Line::from(format!("A new card: {title}▏")),
        (None, Some(problem)) => Line::from(problem.as_str()).red(),
        (None, None) => Line::from(HELP).dim(),
    };
    frame.render_widget(foot_of, foot);
}

/// Whether what is shown is live, and who is here.
fn head_of(dashboard: &Dashboard) -> Line<'_> {
    let mut head = vec![match dashboard.status {
        LiveStatus::Open => "live ".green(),
        LiveStatus::Off | LiveStatus::Connecting | LiveStatus::Waiting => "waiting ".red(),
    }];
    for guest in &dashboard.present {
        head.push(format!(" {}", guest.name).fg(color_of(guest.framework)));
    }
    Line::from(head)
}

fn draw_list(frame: &mut Frame<'_>, area: Rect, list: &List, chosen: Option<usize>) {
    let title = format!(" {} {} ", list.title, list.cards.len());
    let block = Block::bordered().title(title);
    let block = if chosen.is_some() { block.bold() } else { block };
    let cards = list.cards.iter();
    let cards = cards.map(|card| Line::from(card.title.as_str()).fg(color_of(card.touched_in)));
    let rows = Rows::new(cards).block(block).highlight_style(Style::from(Modifier::REVERSED));
    frame.render_stateful_widget(rows, area, &mut ListState::default().with_selected(chosen));
}

fn color_of(framework: Framework) -> Color {
    match framework {
        Framework::React => Color::Cyan,
        Framework::Vue => Color::Green,
        Framework::Svelte => Color::Red,
        Framework::Solid => Color::Blue,
        Framework::Ratatui => Color::Yellow,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ratatui::{Terminal, backend::TestBackend, buffer::Cell};

    use super::*;
    use crate::api::{BoardBundle, Card, Guest, State};

    fn card(id: i64, title: &str, touched_in: Framework) -> Card {
        Card { id, title: title.to_owned(), touched_in }
    }

    /// The board with these cards on two lists.
    fn state(todo: &[Card], done: &[Card]) -> State<BoardBundle> {
        let list = |id, title: &str, cards: &[Card]| List {
            id,
            title: title.to_owned(),
            cards: cards.to_vec(),
        };
        let lists = vec![list(1, "To do", todo), list(2, "Done", done)];
        let data = Some(Arc::new(BoardBundle { lists }));
        State { data, pending: false, refreshing: false, error: None, retrying: None }
    }

    /// The rows of the picture, and the text in them that is drawn reversed.
    fn picture(dashboard: &Dashboard) -> (Vec<String>, String) {
        let mut terminal = Terminal::new(TestBackend::new(44, 6)).expect("a terminal");
        terminal.draw(|frame| draw(frame, dashboard)).expect("a picture");
        let cells = terminal.backend().buffer().content();
        let text = |cells: &[Cell]| cells.iter().map(Cell::symbol).collect::<String>();
        let rows = cells.chunks(44).map(|row| text(row).trim_end().to_owned()).collect();
        let is_chosen = |cell: &&Cell| cell.modifier.contains(Modifier::REVERSED);
        (
            rows,
            text(&cells.iter().filter(is_chosen).cloned().collect::<Vec<_>>())
                .trim_end()
                .to_owned(),
        )
    }

    #[test]
    fn the_picture_has_the_lists_the_guests_and_the_keys() {
        let mut dashboard = Dashboard { status: LiveStatus::Open, ..Dashboard::default() };
        let guest = Guest { id: 1, name: "Otter".to_owned(), framework: Framework::Vue };
        dashboard.present = vec![Arc::new(guest)];
        // A title is text: what would move the cursor of a terminal is not drawn.
        let cards =
            [card(1, "Tea\u{1b}[2J", Framework::React), card(2, "Cake", Framework::Ratatui)];
        dashboard.show(state(&cards, &[]));
        let (rows, chosen) = picture(&dashboard);
        let expected = [
            "live  Otter",
            "┌ To do 2 ───────────┐┌ Done 0 ────────────┐",
            "│Tea[2J              ││                    │",
            "│Cake                ││                    │",
            "└────────────────────┘└────────────────────┘",
            "←→↑↓ choose · Shift+←→ move · a add · d remo",
        ];
        assert_eq!((&*rows, &*chosen), (&expected.map(str::to_owned)[..], "Tea[2J"));

        dashboard.status = LiveStatus::Waiting;
        dashboard.title = Some("Jam".to_owned());
        let (rows, _) = picture(&dashboard);
        assert_eq!((&*rows[0], &*rows[5]), ("waiting  Otter", "A new card: Jam▏"));
        (dashboard.title, dashboard.problem) = (None, Some("No.".to_owned()));
        assert_eq!(picture(&dashboard).0[5], "No.");
    }

    #[test]
    fn the_card_that_is_chosen_stays_so_wherever_others_put_it() {
        let [tea, cake, jam] = [(1, "Tea"), (2, "Cake"), (3, "Jam")]
            .map(|(id, title)| card(id, title, Framework::Solid));
        let all = |cards: &[&Card]| cards.iter().map(|card| (*card).clone()).collect::<Vec<_>>();
        let mut dashboard = Dashboard::default();
        dashboard.show(state(&all(&[&tea, &cake]), &[]));
        assert_eq!((dashboard.list, dashboard.row), (0, 0));
        dashboard.show(state(&all(&[&jam, &tea, &cake]), &[]));
        assert_eq!((dashboard.list, dashboard.row), (0, 1));
        dashboard.show(state(&all(&[&jam]), &all(&[&cake, &tea])));
        assert_eq!((dashboard.list, dashboard.row), (1, 1));
        // It is gone, and the last that is left is chosen; then nothing is.
        dashboard.show(state(&all(&[&jam]), &all(&[&cake])));
        assert_eq!((dashboard.list, dashboard.row), (1, 0));
        dashboard.show(state(&[], &[]));
        assert_eq!((dashboard.list, dashboard.row), (1, 0));
    }
}
