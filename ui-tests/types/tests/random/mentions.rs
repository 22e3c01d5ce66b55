//! Types as they are mentioned: those of the standard library, and those made before.

use crate::generator::Generator;
use crate::made::{Facts, Mention};

/// Types that hold no others.
const LEAVES: [&str; 34] = [
    "bool",
    "char",
    "i8",
    "i16",
    "i32",
    "i64",
    "isize",
    "u8",
    "u16",
    "u32",
    "u64",
    "usize",
    "f32",
    "f64",
    "std::string::String",
    "std::string::String",
    "Box<str>",
    "Arc<str>",
    "Cow<'static, str>",
    "()",
    "PhantomData<u8>",
    "Cell<u8>",
    "Wrapping<i16>",
    "Saturating<u16>",
    "NonZero<u32>",
    "AtomicU32",
    "AtomicBool",
    "Duration",
    "SystemTime",
    "PathBuf",
    "OsString",
    "CString",
    "IpAddr",
    "SocketAddr",
];

/// Types that hold one other.
const HOLDERS: [&str; 18] = [
    "std::option::Option<_>",
    "std::option::Option<_>",
    "std::option::Option<_>",
    "Vec<_>",
    "Vec<_>",
    "Box<_>",
    "Box<[_]>",
    "Rc<_>",
    "Arc<_>",
    "RefCell<_>",
    "Mutex<_>",
    "RwLock<_>",
    "Reverse<_>",
    "VecDeque<_>",
    "[_; 2]",
    "(_,)",
    "Bound<_>",
    "RangeInclusive<_>",
];

/// The types of keys of a map, beside the types that are made for it.
const KEYS: [&str; 10] = [
    "std::string::String",
    "std::string::String",
    "char",
    "bool",
    "u8",
    "i32",
    "u64",
    "i64",
    "Box<str>",
    "Cow<'static, str>",
];

/// The depth at which a mention ends in a leaf.
const DEEP: usize = 3;

/// The names that a definition can mention, beside the types that are made already.
#[derive(Clone, Default)]
pub(crate) struct Scope {
    path: String,
    parameters: Vec<&'static str>,
}

impl Scope {
    pub(crate) fn new(path: &str, parameters: usize) -> Self {
        Self { path: path.to_owned(), parameters: ["A", "B"][..parameters].to_vec() }
    }

    /// The scope of a place where a type that mentions itself would hold nothing else.
    pub(crate) fn without_itself(&self) -> Self {
        Self { path: String::new(), parameters: self.parameters.clone() }
    }

    pub(crate) fn parameters(&self) -> &[&'static str] {
        &self.parameters
    }

    /// `<A, B>`, each with this behind it.
    pub(crate) fn generics(&self, bound: &str) -> String {
        if self.parameters.is_empty() {
            return String::new();
        }
        let parameters: Vec<String> =
            self.parameters.iter().map(|parameter| format!("{parameter}{bound}")).collect();
        format!("<{}>", parameters.join(", "))
    }
}

impl Generator {
    /// Any type.
    pub(crate) fn mention(&mut self, scope: &Scope, depth: usize) -> Mention {
        if depth >= DEEP {
            return self.leaf();
        }
        match self.random.u8(..100) {
            0..30 => self.leaf(),
            30..33 => Mention { text: "serde_json::Value".to_owned(), facts: Facts::LOOSE },
            33..60 if !self.program.made.is_empty() => {
                let number = self.random.usize(..self.program.made.len());
                self.instantiate(number, scope, depth + 1)
            }
            60..64 if !scope.path.is_empty() => self.recursion(scope),
            64..70 if !scope.parameters.is_empty() => {
                let text = self.pick(&scope.parameters).to_owned();
                Mention { text, facts: Facts::default() }
            }
            70..76 => self.map(scope, depth),
            76..80 => {
                let key = self.key();
                let text = format!("BTreeSet<{}>", key.text);
                Mention { text, ..key }
            }
            80..85 => {
                let [one, other] = [(); 2].map(|()| self.mention(scope, depth + 1));
                let text = format!("({}, {})", one.text, other.text);
                Mention { text, facts: one.facts | other.facts }
            }
            _ => {
                let holder = self.pick(&HOLDERS);
                let held = self.mention(scope, depth + 1);
                let text = holder.replace('_', &held.text);
                Mention { text, ..held }
            }
        }
    }

    fn leaf(&mut self) -> Mention {
        Mention { text: self.pick(&LEAVES).to_owned(), facts: Facts::default() }
    }

    /// The type itself, where it can end.
    fn recursion(&mut self, scope: &Scope) -> Mention {
        let own = format!("{}{}", scope.path, scope.generics(""));
        let text = match self.random.u8(..3) {
            0 => format!("Vec<{own}>"),
            1 => format!("std::option::Option<Box<{own}>>"),
            _ => format!("BTreeMap<std::string::String, {own}>"),
        };
        Mention { text, facts: Facts::default() }
    }

    pub(crate) fn map(&mut self, scope: &Scope, depth: usize) -> Mention {
        let key = self.key();
        let value = self.mention(scope, depth + 1);
        let text = format!("BTreeMap<{}, {}>", key.text, value.text);
        // A map may lack any key.
        let facts = Facts { is_partial: true, ..key.facts | value.facts };
        Mention { text, facts }
    }

    pub(crate) fn key(&mut self) -> Mention {
        let made = self.program.made.iter().filter(|made| made.is_key);
        let made: Vec<Mention> =
            made.map(|made| Mention { text: made.path.clone(), facts: made.facts }).collect();
        match made.is_empty() || self.chance(60) {
            true => {
                let text = self.pick(&KEYS).to_owned();
                let counts_keys = text == "bool" || text.ends_with(char::is_numeric);
                Mention { text, facts: Facts { counts_keys, ..Facts::default() } }
            }
            false => made[self.random.usize(..made.len())].clone(),
        }
    }

    /// A type that is made already, with its arguments.
    pub(crate) fn instantiate(&mut self, number: usize, scope: &Scope, depth: usize) -> Mention {
        let made = &self.program.made[number];
        let (path, mut facts, count) = (made.path.clone(), made.facts, made.parameters);
        let mut arguments = Vec::new();
        for _ in 0..count {
            let argument = self.mention(scope, depth + 1);
            facts = facts | argument.facts;
            // A field of the parameter's type may be left out; the definition cannot tell.
            facts.hides_absence |= argument.text.contains("Option<");
            arguments.push(argument.text);
        }
        let arguments =
            if count == 0 { String::new() } else { format!("<{}>", arguments.join(", ")) };
        Mention { text: path + &arguments, facts }
    }
}
