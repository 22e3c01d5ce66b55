//! What a rendered page costs, beside what one writes by hand.
//!
//! `cargo bench -p rendering-corpus`, on Linux. The answers are compared before anything is measured. Each ratio is the
//! median of those of turns that follow each other, so that what else the machine does touches both. A figure beyond its
//! goal fails nothing: it depends on the machine, and on its load.

mod kept;
mod killed;
mod page;
mod servers;

use tokio::runtime::Runtime;

/// The turns, of which the one in the middle counts.
const TURNS: usize = 9;

/// A row of the table.
struct Row {
    name: &'static str,
    /// With its unit.
    mizan: String,
    beside: String,
    figure: f64,
    goal: Goal,
}

/// What a figure is to be.
enum Goal {
    AtMost(f64),
    AtLeast(f64),
    None,
}

impl Goal {
    fn verdict(&self, figure: f64) -> String {
        let (is_met, text) = match self {
            Self::AtMost(most) => (figure <= *most, format!("at most {most}")),
            Self::AtLeast(least) => (figure >= *least, format!("at least {least}")),
            Self::None => return "none".to_owned(),
        };
        format!("{text}: {}", if is_met { "met" } else { "missed" })
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let runtime = Runtime::new().expect("a runtime");
    if let ["--serve", what] = words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        return runtime.block_on(servers::serve(what));
    }
    rendering_corpus::prepare().unwrap_or_else(|error| panic!("{error}"));
    let rows = runtime.block_on(async {
        let [page, new, added] = page::measure().await;
        let [small, large] = [kept::measure("/notes/tea").await, kept::measure("/rows").await];
        [page, new, added, small, large, killed::measure().await]
    });
    println!("{:48} {:>14} {:>14} {:>7}  goal", "", "Mizan", "by hand", "");
    for Row { name, mizan, beside, figure, goal } in rows {
        println!("{name:48} {mizan:>14} {beside:>14} {figure:>7.2}  {}", goal.verdict(figure));
    }
}

/// The turn whose ratio is the one in the middle.
fn median(mut turns: Vec<[f64; 2]>) -> [f64; 2] {
    turns.sort_by(|one, other| (one[0] / one[1]).total_cmp(&(other[0] / other[1])));
    turns[turns.len() / 2]
}
