//! A place in a folded text, and what can be eaten from there.

/// A place in a folded text. It is copied freely: to go back is to use the old one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'t> {
    text: &'t str,
    pub(crate) at: usize,
}

/// What was read, and where the reading goes on.
pub(crate) type Read<'t, T> = Option<(T, Cursor<'t>)>;

impl<'t> Cursor<'t> {
    pub(crate) fn new(text: &'t str, at: usize) -> Cursor<'t> {
        Cursor { text, at }
    }

    pub(crate) fn rest(self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn before(self) -> &'t str {
        self.text.get(..self.at).unwrap_or_default()
    }

    pub(crate) fn skip(self, bytes: usize) -> Cursor<'t> {
        Cursor { at: self.at + bytes, ..self }
    }

    /// The place itself, further on.
    pub(crate) fn to(self, at: usize) -> Cursor<'t> {
        Cursor { at, ..self }
    }

    /// Past blanks, at most a handful: a gap in an expression is small.
    pub(crate) fn blank(self) -> Cursor<'t> {
        let blanks = self.rest().bytes().take(3).take_while(|&byte| byte == b' ').count();
        self.skip(blanks)
    }

    /// Exactly these letters.
    pub(crate) fn eat(self, letters: &str) -> Option<Cursor<'t>> {
        self.rest().starts_with(letters).then(|| self.skip(letters.len()))
    }

    /// These letters if they are there.
    pub(crate) fn perhaps(self, letters: &[&str]) -> Cursor<'t> {
        letters.iter().find_map(|letters| self.eat(letters)).unwrap_or(self)
    }

    /// The first of the table that is there, and its meaning. Longer ones stand first.
    pub(crate) fn one<T: Copy>(self, table: &[(&str, T)]) -> Read<'t, T> {
        table.iter().find_map(|&(letters, meaning)| Some((meaning, self.eat(letters)?)))
    }

    /// Arabic digits, at most nine of them: their value and how many they are.
    pub(crate) fn digits(self) -> Read<'t, (u32, usize)> {
        let count = self.rest().bytes().take(10).take_while(u8::is_ascii_digit).count();
        if count == 0 || count > 9 {
            return None;
        }
        let value = self.rest()[..count].parse().ok()?;
        Some(((value, count), self.skip(count)))
    }

    /// A number of at most `most` digits, in `low..=high`, not followed by another digit.
    pub(crate) fn number(self, most: usize, low: u32, high: u32) -> Read<'t, u32> {
        let ((value, count), next) = self.digits()?;
        (count <= most && (low..=high).contains(&value)).then_some((value, next))
    }

    /// The next word of Latin letters, blanks before it passed; an apostrophe is a letter.
    pub(crate) fn word(self) -> Read<'t, &'t str> {
        let start = self.blank();
        let rest = start.rest();
        let length = rest.bytes().take(24).take_while(|&byte| byte.is_ascii_lowercase() || byte == b'\'').count();
        (length > 0).then(|| (&rest[..length], start.skip(length)))
    }

    /// The next word if it is this one.
    pub(crate) fn this(self, word: &str) -> Option<Cursor<'t>> {
        self.word().filter(|(read, _)| *read == word).map(|(_, next)| next)
    }

    /// These words, one after the other.
    pub(crate) fn these(self, words: &str) -> Option<Cursor<'t>> {
        words.split(' ').try_fold(self, Cursor::this)
    }

    /// The next word if it is one of these.
    pub(crate) fn any(self, words: &[&str]) -> Option<Cursor<'t>> {
        self.word().filter(|(read, _)| words.contains(read)).map(|(_, next)| next)
    }

    /// The next word if it is one of these; else stays.
    pub(crate) fn maybe(self, words: &[&str]) -> Cursor<'t> {
        self.any(words).unwrap_or(self)
    }

    /// Whether a word of Latin letters or a number ends here.
    pub(crate) fn ends(self) -> bool {
        !self.rest().starts_with(|letter: char| letter.is_ascii_alphanumeric())
    }
}
