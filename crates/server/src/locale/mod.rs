//! What the program says, in English, simplified and traditional Chinese.
//!
//! The words stand in `en.ftl`, `zh-Hans.ftl` and `zh-Hant.ftl` (Project Fluent syntax), one message for one thing to
//! say, with the same keys and variables in each. Figures are written by [`figures`].

pub mod figures;
#[cfg(test)]
mod tests;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::str::FromStr;
use std::sync::OnceLock;

/// A language the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Chinese in simplified characters, as in mainland China.
    ZhHans,
    /// Chinese in traditional characters, as in Taiwan.
    ZhHant,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 3] = [Language::En, Language::ZhHans, Language::ZhHant];

    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::ZhHans => "zh-Hans",
            Language::ZhHant => "zh-Hant",
        }
    }

    fn source(self) -> &'static str {
        match self {
            Language::En => include_str!("en.ftl"),
            Language::ZhHans => include_str!("zh-Hans.ftl"),
            Language::ZhHant => include_str!("zh-Hant.ftl"),
        }
    }

    /// Its texts.
    pub fn texts(self) -> &'static Texts {
        static TEXTS: [OnceLock<Texts>; 3] = [const { OnceLock::new() }; 3];
        TEXTS[self as usize].get_or_init(|| Texts::load(self))
    }
}

/// The language is none the program speaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a language Waterline speaks; use en, zh-Hans or zh-Hant")]
pub struct UnknownLanguage(String);

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// Reads a BCP 47 tag or the name of a POSIX locale: `zh-TW`, `zh_CN.UTF-8`, `en_GB`, `C`.
    fn from_str(name: &str) -> Result<Language, UnknownLanguage> {
        let lower = name.to_ascii_lowercase();
        let mut parts = lower.split(['-', '_', '.', '@']);
        match parts.next() {
            Some("en" | "c" | "posix") => Ok(Language::En),
            Some("zh") if parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo")) => Ok(Language::ZhHant),
            Some("zh") => Ok(Language::ZhHans),
            _ => Err(UnknownLanguage(name.to_owned())),
        }
    }
}

/// The texts of one language.
pub struct Texts {
    /// Which.
    pub language: Language,
    bundle: FluentBundle<FluentResource>,
}

/// Named values for [`Texts::say`]: `args!(journeys = 3_u64, name = "x")`.
macro_rules! args {
    ($($name:ident = $value:expr),* $(,)?) => {
        &[$((stringify!($name), fluent_bundle::FluentValue::from($value))),*]
    };
}
pub(crate) use args;

impl Texts {
    fn load(language: Language) -> Texts {
        let tag = language.tag().parse().expect("our tags are well formed");
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Whoever puts a name from the log into a text decides how it is set apart: <bdi> on the page, nothing in a
        // terminal.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(figures::count(number.value.round() as u64)),
            _ => None,
        }));
        let resource = FluentResource::try_new(language.source().to_owned()).expect("a test parses the texts");
        bundle.add_resource(resource).expect("a test finds keys that stand twice");
        Texts { language, bundle }
    }

    /// The message `key` with the values `args`. A test sees to it that every key used stands in every language; should
    /// one be missing all the same, its name is said.
    pub fn say(&self, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return format!("⟦{key}⟧");
        };
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "{key}: {errors:?}");
        text
    }

    /// A message without values.
    pub fn word(&self, key: &str) -> String {
        self.say(key, &[])
    }
}
