//! A few words, each once, in their order.

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Words(Vec<String>);

impl Words {
    pub(super) fn as_slice(&self) -> &[String] {
        &self.0
    }

    pub(super) fn contains(&self, word: &str) -> bool {
        self.0.iter().any(|known| known == word)
    }

    /// Adds a word; whether it is a new one.
    pub(super) fn insert(&mut self, word: &str) -> bool {
        let mut at = self.0.len();
        while at > 0 && self.0[at - 1].as_str() > word {
            at -= 1;
        }
        let is_new = at == 0 || self.0[at - 1] != word;
        if is_new {
            self.0.insert(at, word.to_owned());
        }
        is_new
    }

    pub(super) fn extend(&mut self, words: &Self) {
        for word in &words.0 {
            self.insert(word);
        }
    }

    /// Takes the last word out.
    pub(super) fn pop(&mut self) -> Option<String> {
        self.0.pop()
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn each_word_is_there_once() {
        let mut words = Words::default();
        for word in ["b", "c", "a", "b"] {
            words.insert(word);
        }
        assert_eq!(words.as_slice(), ["a", "b", "c"]);
        assert!(words.contains("b") && !words.contains("d"));
        assert_eq!((words.insert("c"), words.insert("d")), (false, true));
        assert_eq!(words.pop().as_deref(), Some("d"));
    }
}
