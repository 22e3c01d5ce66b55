//! A window from which a file can be dragged: `drag_source FILE`.

#[cfg(target_os = "linux")]
fn main() {
    use gtk::gdk::{DragAction, ModifierType};
    use gtk::prelude::*;

    let file = std::env::args_os().nth(1).expect("a file");
    let file = std::path::absolute(file).expect("a working directory");
    let uri = gtk::glib::filename_to_uri(file, None).expect("a path");
    gtk::init().expect("a display");
    let window = gtk::Window::new(gtk::WindowType::Toplevel);
    window.set_default_size(200, 200);
    window.move_(900, 300);
    window.drag_source_set(ModifierType::BUTTON1_MASK, &[], DragAction::COPY);
    window.drag_source_add_uri_targets();
    window.connect_drag_data_get(move |_, _, data, _, _| {
        data.set_uris(&[&uri]);
    });
    window.connect_map_event(|_, _| {
        println!("shown");
        gtk::glib::Propagation::Proceed
    });
    window.show_all();
    gtk::main();
}

#[cfg(not(target_os = "linux"))]
fn main() {}
