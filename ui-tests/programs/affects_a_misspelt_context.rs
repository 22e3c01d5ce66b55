pub struct Task;

#[derive(mizan::Context)]
pub struct Tasks;

#[mizan::client(context = Tasks)]
pub fn open_tasks() -> Vec<String> {
    Vec::new()
}

#[mizan::client(affects = Taks)]
pub fn add_task() {
    let _ = Task;
}
