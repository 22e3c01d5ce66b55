#[derive(mizan::Context)]
pub struct Tasks;

#[mizan::client(context = Tasks)]
pub fn tasks() -> Vec<String> {
    Vec::new()
}

#[mizan::client(affects = Tasks)]
pub fn mizan() {}

#[mizan::client]
pub fn invalidate() {}

#[mizan::client(name = "add_task")]
pub fn add() {}

#[mizan::client(name = "addtask")]
pub fn add_other() {}

#[mizan::client(name = "add__task")]
pub fn add_third() {}

#[mizan::client]
pub fn then() {}

#[mizan::client]
pub fn state() {}

#[mizan::client(private)]
pub fn effect() {}
