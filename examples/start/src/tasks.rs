//! What is to do.

use std::sync::Mutex;

#[derive(Clone, serde::Serialize, mizan::Type)]
pub struct Task {
    pub id: usize,
    pub title: String,
}

#[derive(Default)]
pub struct Store(Mutex<Vec<Task>>);

#[derive(mizan::Context)]
pub struct Tasks;

#[mizan::client(context = Tasks, auth = anyone)]
pub fn open_tasks(store: &Store) -> Vec<Task> {
    store.0.lock().unwrap().clone()
}

#[mizan::client(affects = Tasks, auth = anyone)]
pub fn add_task(store: &Store, title: String) {
    let mut tasks = store.0.lock().unwrap();
    let id = tasks.len();
    tasks.push(Task { id, title });
}
