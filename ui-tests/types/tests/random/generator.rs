//! Makes structs and enums at random, with all that serde's attributes can say of them.

use std::collections::BTreeSet;

use crate::made::{Facts, Made, Program};
use crate::mentions::Scope;
use crate::names::Case;

/// Names that TypeScript or Mizan know as well. Each type is in a module of its own.
const SHADOWS: [&str; 16] = [
    "Array",
    "Date",
    "Error",
    "Json",
    "Map",
    "Object",
    "Partial",
    "Promise",
    "Record",
    "String",
    "Symbol",
    "Input",
    "View",
    "Option",
    "Same",
    "SameInput",
];

const DOCS: [&str; 4] =
    ["", "", "/// Ends */ here. @deprecated\n", "/// One.\n///\n/// Two `${a}` \u{2028}.\n"];

pub(crate) struct Generator {
    pub(crate) random: fastrand::Rng,
    pub(crate) program: Program,
    count: usize,
}

/// A definition under way.
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) scope: Scope,
    pub(crate) facts: Facts,
    /// The types whose fields it has.
    pub(crate) parts: BTreeSet<usize>,
    pub(crate) is_open: bool,
    pub(crate) is_key: bool,
    pub(crate) can_be_flattened: bool,
    pub(crate) has_forgotten: bool,
    /// The case to which its fields are renamed.
    pub(crate) case: Case,
    /// Above the definition.
    pub(crate) attributes: String,
    pub(crate) item: String,
    /// An expression that makes a value.
    pub(crate) sample: String,
}

/// Makes a program of so many types.
pub(crate) fn generate(seed: u64, count: usize) -> Program {
    let random = fastrand::Rng::with_seed(seed);
    let mut generator = Generator { random, program: Program::default(), count: 0 };
    for number in 0..count {
        let made = generator.make_accepted(number);
        generator.program.made.push(made);
    }
    for number in 0..count {
        let tested = generator.instantiate(number, &Scope::default(), 1);
        generator.program.tested.push(tested);
    }
    for _ in 0..count / 4 {
        let tested = generator.mention(&Scope::default(), 0);
        generator.program.tested.push(tested);
    }
    generator.program
}

impl Generator {
    pub(crate) fn chance(&mut self, percent: u8) -> bool {
        self.random.u8(..100) < percent
    }

    pub(crate) fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.random.usize(..all.len())]
    }

    /// A number that no other name has.
    pub(crate) fn next(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    fn make_accepted(&mut self, number: usize) -> Made {
        loop {
            let made = self.make(number);
            if !made.facts.is_refused {
                return made;
            }
        }
    }

    fn make(&mut self, number: usize) -> Made {
        let name = match self.chance(30) {
            true => self.pick(&SHADOWS).to_owned(),
            false => format!("Type{number}"),
        };
        let path = format!("crate::types::m{number}::{name}");
        let parameters = if self.chance(20) { 1 + self.random.usize(..2) } else { 0 };
        let mut draft = Draft {
            scope: Scope::new(&path, parameters),
            name,
            facts: Facts::default(),
            parts: [number].into(),
            is_open: false,
            is_key: false,
            can_be_flattened: self.chance(50),
            has_forgotten: false,
            case: Case::default(),
            attributes: String::new(),
            item: String::new(),
            sample: String::new(),
        };
        match self.random.u8(..100) {
            0..45 => self.make_struct(&mut draft),
            45..53 => self.make_tuple(&mut draft),
            53..57 => self.make_key(&mut draft),
            57..61 => self.make_converted(&mut draft),
            _ => self.make_enum(&mut draft),
        }
        Made {
            source: self.write(number, &draft),
            path,
            parameters: draft.scope.parameters().len(),
            facts: draft.facts,
            object: draft.can_be_flattened.then_some(draft.parts),
            is_open: draft.is_open,
            is_key: draft.is_key,
        }
    }

    fn write(&mut self, number: usize, draft: &Draft) -> String {
        let Draft { name, attributes, item, sample, scope, .. } = draft;
        let docs = self.pick(&DOCS);
        let keys = if draft.is_key { ", PartialEq, Eq, PartialOrd, Ord, Hash" } else { "" };
        let (generics, bounds) = (scope.generics(""), scope.generics(": Sample"));
        let default = match attributes.contains("(default)") {
            false => String::new(),
            true => format!(
                "impl{bounds} Default for {name}{generics} {{\n    \
                 fn default() -> Self {{\n        sample::absent()\n    }}\n}}\n"
            ),
        };
        format!(
            "pub mod m{number} {{\nuse super::*;\n\n{docs}\
             #[derive(Serialize, Deserialize, mizan::Type{keys})]\n{attributes}{item}\n{default}\
             impl{bounds} Sample for {name}{generics} {{\n    fn sample(dice: &mut Dice) -> Self {{\n        \
             dice.nest(|dice| {sample})\n    }}\n}}\n}}\n\n"
        )
    }

    /// A newtype that may be the key of a map.
    fn make_key(&mut self, draft: &mut Draft) {
        draft.scope = Scope::default();
        draft.can_be_flattened = false;
        draft.is_key = true;
        let key = self.key();
        draft.facts = key.facts;
        if self.chance(50) {
            draft.attributes.push_str("#[serde(transparent)]\n");
        }
        draft.item = format!("pub struct {}(pub {});\n", draft.name, key.text);
        draft.sample = "Self(Sample::sample(dice))".to_owned();
    }

    /// A struct that travels as another type.
    fn make_converted(&mut self, draft: &mut Draft) {
        draft.scope = Scope::default();
        draft.can_be_flattened = false;
        let other = self.mention(&draft.scope, 1);
        draft.facts = other.facts;
        let (name, other) = (&draft.name, other.text);
        draft.attributes = format!("#[serde(from = {other:?}, into = {other:?})]\n");
        draft.item = format!(
            "pub struct {name}(pub u8);\n\
             impl Clone for {name} {{\n    fn clone(&self) -> Self {{\n        Self(self.0)\n    }}\n}}\n\
             impl From<{name}> for {other} {{\n    fn from(_: {name}) -> Self {{\n        sample::absent()\n    }}\n}}\n\
             impl From<{other}> for {name} {{\n    fn from(_: {other}) -> Self {{\n        Self(1)\n    }}\n}}\n"
        );
        draft.sample = "Self(Sample::sample(dice))".to_owned();
    }

    fn make_tuple(&mut self, draft: &mut Draft) {
        draft.can_be_flattened = false;
        let mut fields = self.positions(draft, "pub ");
        for parameter in draft.scope.parameters() {
            fields.declared += &format!("pub PhantomData<{parameter}>, ");
            fields.sampled += "PhantomData, ";
        }
        let generics = draft.scope.generics("");
        draft.item = format!("pub struct {}{generics}({});\n", draft.name, fields.declared);
        draft.sample = format!("Self({})", fields.sampled);
    }

    fn make_struct(&mut self, draft: &mut Draft) {
        draft.case = self.case();
        draft.attributes = draft.case.attribute("rename_all");
        if self.chance(15) {
            let tag = format!("tag{}", self.next());
            draft.attributes += &format!("#[serde(tag = \"{tag}\")]\n");
            // The name of a tagged struct is written, and not read.
            self.program.renames.push((tag, String::new()));
        }
        if draft.scope.parameters().is_empty() && self.chance(10) {
            draft.attributes += "#[serde(default)]\n";
        }
        let is_strict = !draft.can_be_flattened && self.chance(15);
        if is_strict {
            draft.attributes += "#[serde(deny_unknown_fields)]\n";
        }
        let mut fields = self.fields(draft, "pub ", !is_strict);
        for parameter in draft.scope.parameters() {
            fields.declared += &format!("pub marker_{}: PhantomData<{parameter}>,\n", self.next());
            fields.sampled += &format!("marker_{}: PhantomData, ", self.count);
        }
        let generics = draft.scope.generics("");
        draft.item = format!("pub struct {}{generics} {{\n{}}}\n", draft.name, fields.declared);
        draft.sample = format!("Self {{ {} }}", fields.sampled);
    }
}
