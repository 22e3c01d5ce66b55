//! The form of an order as a page without any script: it posts to the function that the React page calls.

use std::fmt::Write as _;

use axum::Router;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use mizan::axum::Posted;

/// The page, and where its form posts to.
pub fn routes(api: &mizan::Server) -> Router {
    let page = get(async || write_page(&Posted::default()));
    Router::new()
        .route("/plain", page.merge(mizan::axum::form(api, "order", answer)))
        .route("/plain/thanks", get(async || Html("<h1>Thank you</h1>")))
}

async fn answer(posted: Posted) -> Response {
    match posted.failure() {
        None => Redirect::to("/plain/thanks").into_response(),
        Some(_) => write_page(&posted).into_response(),
    }
}

fn write_page(posted: &Posted) -> Html<String> {
    let mut rows = posted.rows("lines");
    if rows.is_empty() {
        rows = vec!["lines.0".to_owned(), "lines.1".to_owned()];
    }
    let rows: String = rows.iter().fold(String::new(), |mut rows, row| {
        let (product, qty) = (format!("{row}.product"), format!("{row}.qty"));
        let _ = write!(rows, "<li>{}{}</li>", input(posted, &product), input(posted, &qty));
        rows
    });
    let gift = if posted.value("gift").is_empty() { "" } else { " checked" };
    Html(format!(
        "<!doctype html><title>Order</title><form method=post>{name}{email}<ol>{rows}</ol>{lines}\
         <input type=checkbox name=gift{gift}><button name=button value=Buy>Buy</button></form>",
        name = input(posted, "name"),
        email = input(posted, "email"),
        lines = problem(posted, "lines"),
    ))
}

fn input(posted: &Posted, name: &str) -> String {
    let value = escape(posted.value(name));
    format!("<input name=\"{name}\" value=\"{value}\">{}", problem(posted, name))
}

fn problem(posted: &Posted, name: &str) -> String {
    let Some(message) = posted.error(name) else { return String::new() };
    format!("<p role=alert data-field=\"{name}\">{}</p>", escape(message))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
