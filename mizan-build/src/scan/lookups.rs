//! The lookups of the search for packages: the files and directories that it asked the disk for,
//! with the answers. While all answers stay the same, so do the packages, and no manifest has to be
//! parsed again.

use std::{
    cell::RefCell,
    fs,
    path::{Path, PathBuf},
};

use mizan_ir::{binary_enums, binary_structs};

use crate::files::entries_of;

/// The disk, which keeps every lookup so far, sorted by path and question.
#[derive(Default)]
pub(super) struct Disk(RefCell<Vec<Lookup>>);

/// All lookups of a search.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lookups {
    all: Vec<Lookup>,
}

#[derive(Clone, Debug)]
struct Lookup {
    path: String,
    question: Question,
    answer: Answer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    /// A file's text.
    Text,
    /// Is it a file, or a directory?
    Kind,
    /// The paths in a directory.
    Entries,
    /// The path without links.
    Target,
}

#[derive(Clone, Debug, PartialEq)]
enum Answer {
    Nothing,
    File,
    Directory,
    Text(String),
    Paths(Vec<String>),
}

binary_structs! {
    Lookups { all }
    Lookup { path question answer }
}

binary_enums! {
    Question { Text 1 Kind 2 Entries 3 Target }
    Answer { Nothing 1 File 2 Directory 3 Text(text) 4 Paths(paths) }
}

impl Disk {
    /// The text of a file.
    pub(super) fn text_of(&self, path: &Path) -> Option<String> {
        match self.ask(path, Question::Text) {
            Answer::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn is_file(&self, path: &Path) -> bool {
        self.ask(path, Question::Kind) == Answer::File
    }

    pub(super) fn is_directory(&self, path: &Path) -> bool {
        self.ask(path, Question::Kind) == Answer::Directory
    }

    /// The paths in a directory, sorted.
    pub(super) fn entries_of(&self, directory: &Path) -> Vec<PathBuf> {
        match self.ask(directory, Question::Entries) {
            Answer::Paths(paths) => paths.into_iter().map(PathBuf::from).collect(),
            _ => Vec::new(),
        }
    }

    /// The absolute path without links.
    pub(super) fn target_of(&self, path: &Path) -> Option<PathBuf> {
        match self.ask(path, Question::Target) {
            Answer::Text(path) => Some(PathBuf::from(path)),
            _ => None,
        }
    }

    pub(super) fn finish(self) -> Lookups {
        Lookups { all: self.0.into_inner() }
    }

    /// A path that is no text is looked up and not kept: no record is made of files below it.
    fn ask(&self, path: &Path, question: Question) -> Answer {
        let Some(path) = path.to_str() else { return look(path, question) };
        let mut all = self.0.borrow_mut();
        let key = (path, question);
        match all.binary_search_by(|it| (it.path.as_str(), it.question).cmp(&key)) {
            Ok(at) => all[at].answer.clone(),
            Err(at) => {
                let answer = look(Path::new(path), question);
                let path = path.to_owned();
                all.insert(at, Lookup { path, question, answer: answer.clone() });
                answer
            }
        }
    }
}

impl Lookups {
    /// Returns true if the disk would answer all of them as it did.
    pub(crate) fn still_hold(&self) -> bool {
        self.all.iter().all(|it| look(Path::new(&it.path), it.question) == it.answer)
    }
}

fn look(path: &Path, question: Question) -> Answer {
    match question {
        Question::Text => fs::read_to_string(path).map_or(Answer::Nothing, Answer::Text),
        Question::Kind => match fs::metadata(path) {
            Ok(found) if found.is_file() => Answer::File,
            Ok(found) if found.is_dir() => Answer::Directory,
            _ => Answer::Nothing,
        },
        Question::Entries => {
            let mut paths = Vec::new();
            for path in entries_of(path) {
                paths.extend(path.to_str().map(str::to_owned));
            }
            Answer::Paths(paths)
        }
        Question::Target => {
            let target = fs::canonicalize(path).ok();
            let target = target.as_deref().and_then(Path::to_str);
            target.map_or(Answer::Nothing, |target| Answer::Text(target.to_owned()))
        }
    }
}
