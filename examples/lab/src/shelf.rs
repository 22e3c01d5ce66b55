//! Lists that come in pages: books by their offset, letters by a cursor.

use std::sync::{Arc, Mutex, PoisonError};

use mizan::Error;
use serde::Serialize;

/// The number of elements on a page.
const PAGE: usize = 10;

/// The books, the latest first.
#[derive(Clone)]
pub struct Books(Arc<Mutex<Vec<Book>>>);

impl Default for Books {
    fn default() -> Self {
        let book = |id| Book { id, title: format!("Book {id}") };
        Self(Arc::new(Mutex::new((1..=25).rev().map(book).collect())))
    }
}

impl Books {
    /// Runs `change` on the list.
    fn with<T>(&self, change: impl FnOnce(&mut Vec<Book>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A book of the shelf.
#[derive(Clone, Serialize, mizan::Type)]
pub struct Book {
    pub id: u32,
    pub title: String,
}

/// A page of letters.
#[derive(Serialize, mizan::Type)]
pub struct Letters {
    pub letters: Vec<String>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// The shelf, with books and letters.
#[derive(mizan::Context)]
pub struct Shelf;

/// The books, the latest first, ten on a page.
#[mizan::client(context = Shelf)]
pub fn books(books: &Books, #[mizan(page)] offset: Option<usize>) -> Vec<Book> {
    let offset = offset.unwrap_or_default();
    books.with(|books| books.iter().skip(offset).take(PAGE).cloned().collect())
}

/// The letters of the alphabet; the cursor is the letter before the page.
#[mizan::client(context = Shelf)]
pub fn letters(#[mizan(page)] after: Option<String>) -> Letters {
    let behind = |letter: &char| after.as_ref().is_none_or(|after| *after < letter.to_string());
    let mut rest = ('A'..='Z').filter(behind);
    let letters: Vec<String> = rest.by_ref().take(PAGE).map(String::from).collect();
    let next = rest.next().and_then(|_| letters.last().cloned());
    Letters { letters, next }
}

/// Puts a book in front of all others.
#[mizan::client(affects = books)]
pub fn add_book(shelf: &Books, title: String) {
    shelf.with(|books| {
        let id = books.iter().map(|book| book.id).max().unwrap_or_default() + 1;
        books.insert(0, Book { id, title });
    });
}

/// Gives a book another title.
#[mizan::client(merge = books)]
pub fn retitle(shelf: &Books, id: u32, title: String) -> Result<Book, Error> {
    shelf.with(|books| {
        let book = books.iter_mut().find(|book| book.id == id);
        let book = book.ok_or_else(|| Error::not_found("no such book"))?;
        book.title = title;
        Ok(book.clone())
    })
}
