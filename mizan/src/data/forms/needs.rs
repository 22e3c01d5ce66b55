//! The types that the rules of a form borrow from the server.

use crate::declared::inputs::Dependency;

/// The types, each once; and the forms that were asked, so that a form within itself ends.
#[derive(Default)]
pub struct Needs {
    pub(crate) dependencies: Vec<Dependency>,
    /// `true` if a rule of the server is about one field.
    pub(crate) is_asked: bool,
    asked: Vec<fn(&mut Needs)>,
}

impl Needs {
    /// Adds a type.
    pub fn add(&mut self, dependency: Dependency) {
        if !self.dependencies.iter().any(|known| known.id == dependency.id) {
            self.dependencies.push(dependency);
        }
    }

    /// Takes note of a rule about one field.
    pub fn note_rule_of_field(&mut self) {
        self.is_asked = true;
    }

    /// Adds the types of a form, the first time that it is asked.
    pub fn add_nested(&mut self, needs: fn(&mut Needs)) {
        // Two functions with one address add the same types.
        if !self.asked.iter().any(|asked| std::ptr::fn_addr_eq(*asked, needs)) {
            self.asked.push(needs);
            needs(self);
        }
    }
}
