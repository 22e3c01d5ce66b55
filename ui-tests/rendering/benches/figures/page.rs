//! A page of 1 000 rows, rendered for each request: the CPU of all processes, and what of it is Rust's.

use serde_json::Value;

use crate::servers::Server;
use crate::{Goal, Row, TURNS, median};

/// The pages of a turn, and those before the first one, until V8 has compiled what it will.
const PAGES: u32 = 100;
const WARM: u32 = 300;

pub(crate) async fn measure() -> [Row; 3] {
    let (mizan, new) = (Server::start("rendered"), Server::start("new"));
    let text = ask(&mizan).await;
    let by_hand = Server::by_hand(&data_of(&text));
    assert_same_pages(&text, &ask(&by_hand).await);
    for server in [&mizan, &new, &by_hand] {
        ask_often(server, WARM).await;
    }
    let (mut turns, mut turns_of_new, mut added) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let [own, workers] = cost(&mizan).await;
        let [node, _] = cost(&by_hand).await;
        turns.push([own + workers, node]);
        added.push([own, 1.0]);
        turns_of_new.push([cost(&new).await.iter().sum(), node]);
    }
    let [whole, node] = median(turns);
    let [whole_of_new, node_of_new] = median(turns_of_new);
    let [own, _] = median(added);
    let ms = |figure: f64| format!("{figure:.2} ms");
    [
        Row {
            name: "CPU of a page of 1 000 rows",
            mizan: ms(whole),
            beside: ms(node),
            figure: whole / node,
            goal: Goal::AtMost(1.15),
        },
        Row {
            name: "the same, where each page has other data",
            mizan: ms(whole_of_new),
            beside: ms(node_of_new),
            figure: whole_of_new / node_of_new,
            goal: Goal::None,
        },
        Row {
            name: "of a page in Rust, in milliseconds",
            mizan: ms(own),
            beside: String::new(),
            figure: own,
            goal: Goal::AtMost(0.3),
        },
    ]
}

/// The milliseconds of CPU of a page: of the process, and of its workers.
async fn cost(server: &Server) -> [f64; 2] {
    let before = server.cpu();
    ask_often(server, PAGES).await;
    let after = server.cpu();
    [0, 1].map(|at| (after[at] - before[at]) / f64::from(PAGES))
}

async fn ask_often(server: &Server, times: u32) {
    let client = reqwest::Client::new();
    for _ in 0..times {
        let request = client.get(format!("http://{}/rows", server.address));
        let response = request.send().await.expect("a page");
        assert!(response.bytes().await.expect("a page").len() > 100_000);
    }
}

async fn ask(server: &Server) -> String {
    let response = reqwest::get(format!("http://{}/rows", server.address)).await;
    response.expect("a page").text().await.expect("a text")
}

/// The rows, and what stands around them in the data of the page.
fn data_of(text: &str) -> String {
    let data = script_of(text);
    let (begin, rest) = data.split_once("\"rows\":[").expect("the rows");
    // The rows end with the list that they are, before the next member.
    let end = rest.find("}],\"turn\"").expect("the last row") + 1;
    let (rows, finish) = (&rest[..end], &rest[end + 1..]);
    let rows: Value = serde_json::from_str(&format!("[{rows}]")).expect("rows");
    let around = [format!("{begin}\"rows\":"), finish.to_owned()];
    serde_json::json!({ "rows": rows, "rest": around }).to_string()
}

fn script_of(text: &str) -> &str {
    let (_, rest) = text.split_once("id=\"mizan-page\">").expect("the data");
    rest.split_once("</script>").expect("the end of the data").0
}

/// The same HTML, byte for byte, and the same data, whose numbers JavaScript writes in a way of its own.
fn assert_same_pages(mizan: &str, by_hand: &str) {
    let without = |text: &str| text.replace(script_of(text), "");
    assert_eq!(without(mizan), without(by_hand));
    let data = |text: &str| -> Value { serde_json::from_str(script_of(text)).expect("JSON") };
    let numbers = |value: Value| value.to_string().replace(".0,", ",");
    assert_eq!(numbers(data(mizan)), numbers(data(by_hand)));
}
