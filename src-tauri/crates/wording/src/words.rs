//! Lists of words, ordered so that most words are known not to be in them by their first letter.

/// Words or beginnings of words in small letters, sorted by their first.
pub(crate) struct Words {
    sorted: &'static [&'static str],
    /// Where the words of each letter begin, by its five lowest bits.
    from: [u8; 33],
}

impl Words {
    pub(crate) const fn of(sorted: &'static [&'static str]) -> Self {
        let mut from = [0; 33];
        let (mut letter, mut at) = (0, 0);
        while letter < 32 {
            from[letter] = at as u8;
            while at < sorted.len() && slot(sorted[at].as_bytes()[0]) == letter {
                at += 1;
            }
            letter += 1;
        }
        from[32] = at as u8;
        assert!(at == sorted.len() && at < 256, "sorted by the first letter");
        Self { sorted, from }
    }

    /// Whether the word is one of them.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.like(word).contains(&word)
    }

    /// Whether the word begins like one of them.
    pub(crate) fn begin(&self, word: &str) -> bool {
        self.like(word).iter().any(|stem| word.starts_with(stem))
    }

    /// Those with the same first letter, among them those of signs that share its bits.
    fn like(&self, word: &str) -> &'static [&'static str] {
        let Some(first) = word.as_bytes().first() else { return &[] };
        let letter = slot(*first);
        &self.sorted[self.from[letter].into()..self.from[letter + 1].into()]
    }
}

const fn slot(first: u8) -> usize {
    first as usize & 31
}
