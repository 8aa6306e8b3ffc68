//! What a reader says about what it could not read: lines put aside, and errors that end the reading.

use super::Format;
use std::fmt;

/// A line that was put aside. It is written to a file beside the log, so that a person can mend and import it again.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejected {
    /// The file, and the member of it where it is an archive.
    pub file: String,
    /// The line it begins in, counted from 1; the row, event or object for formats without lines; 0: the whole file.
    pub line: u64,
    /// The column or attribute at fault, where one is.
    pub column: Option<String>,
    /// Why, and what to do about it.
    pub reason: Reason,
    /// The line as it was read, at most [`Rejected::RAW_LIMIT`] bytes of it.
    pub raw: String,
}

impl Rejected {
    /// Longer lines are cut in [`Rejected::raw`].
    pub const RAW_LIMIT: usize = 4096;

    /// Cuts `raw` where it is too long, on the border of a character.
    pub fn new(file: &str, line: u64, column: Option<&str>, reason: Reason, raw: &str) -> Rejected {
        let cut = raw.floor_char_boundary(Rejected::RAW_LIMIT);
        Rejected { file: file.to_owned(), line, column: column.map(str::to_owned), reason, raw: raw[..cut].to_owned() }
    }
}

/// A language that texts for people exist in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// 简体中文.
    Simplified,
    /// 繁體中文.
    Traditional,
}

/// Why a line was put aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The time is missing.
    NoTime,
    /// The time is there and cannot be read.
    BadTime {
        /// What stands there.
        found: String,
    },
    /// The thread is missing.
    NoThread,
    /// A number is expected.
    BadNumber {
        /// What stands there.
        found: String,
    },
    /// The row has too many cells (one with too few is read; the rest counts as missing).
    Cells {
        /// Cells in the row.
        found: usize,
        /// Columns of the table.
        expected: usize,
    },
    /// A quote opens and does not close again.
    OpenQuote,
    /// The row is longer than a row can sensibly be.
    TooLong,
    /// Bytes that mean nothing in the file's encoding.
    BadBytes {
        /// The encoding.
        encoding: String,
    },
    /// The format's own rules are broken.
    Malformed {
        /// What is wrong, in plain English words.
        what: String,
    },
    /// A member of an archive is no log.
    NoLog {
        /// What was said about it.
        what: String,
    },
}

impl Reason {
    /// A word for scripts; never translated and never changed.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::NoTime => "no_time",
            Reason::BadTime { .. } => "bad_time",
            Reason::NoThread => "no_thread",
            Reason::BadNumber { .. } => "bad_number",
            Reason::Cells { .. } => "cells",
            Reason::OpenQuote => "open_quote",
            Reason::TooLong => "too_long",
            Reason::BadBytes { .. } => "bad_bytes",
            Reason::Malformed { .. } => "malformed",
            Reason::NoLog { .. } => "no_log",
        }
    }

    /// What is wrong, in a sentence.
    pub fn text(&self, language: Language) -> String {
        self.say(language).0
    }

    /// What to do about it, in a sentence.
    pub fn mend(&self, language: Language) -> &'static str {
        self.say(language).1
    }

    fn say(&self, language: Language) -> (String, &'static str) {
        match language {
            Language::English => self.say_english(),
            Language::Simplified => self.say_simplified(),
            Language::Traditional => self.say_traditional(),
        }
    }

    fn say_english(&self) -> (String, &'static str) {
        match self {
            Reason::NoTime => ("the time is missing".into(), "fill in when it happened"),
            Reason::BadTime { found } => (
                format!("{found:?} cannot be read as a time"),
                "write it like the other rows, or name its format in the mapping under [at] formats",
            ),
            Reason::NoThread => ("the thread (case, order) is missing".into(), "fill in the case the row belongs to"),
            Reason::BadNumber { found } => (
                format!("{found:?} is not a number"),
                "write a plain number, or add the mark to `missing` in the mapping",
            ),
            Reason::Cells { found, expected } => (
                format!("{found} cells where the table has {expected} columns"),
                "put cells that hold the delimiter or a line break in double quotes",
            ),
            Reason::OpenQuote => (
                "a double quote opens and does not close".into(),
                "close it, or double it where it is meant as a character",
            ),
            Reason::TooLong => ("the row is too long to be one row".into(), "look for a missing line break or quote"),
            Reason::BadBytes { encoding } => {
                (format!("some bytes mean nothing in {encoding}"), "save the file in one encoding, best UTF-8")
            }
            Reason::Malformed { what } => (what.clone(), "mend this entry, or export the log again"),
            Reason::NoLog { what } => (what.clone(), "take it out of the archive, or import it alone with a mapping"),
        }
    }

    fn say_simplified(&self) -> (String, &'static str) {
        match self {
            Reason::NoTime => ("缺少时间".into(), "补上发生的时间"),
            Reason::BadTime { found } => {
                (format!("“{found}”读不成时间"), "按其他行的写法改正，或在映射的 [at] formats 中写明格式")
            }
            Reason::NoThread => ("缺少所属的工单或订单".into(), "补上这一行属于哪一单"),
            Reason::BadNumber { found } => {
                (format!("“{found}”不是数字"), "写成数字，或在映射的 missing 中加上这个记号")
            }
            Reason::Cells { found, expected } => {
                (format!("这一行有 {found} 格，而表只有 {expected} 列"), "含有分隔符或换行的单元格请用双引号括起来")
            }
            Reason::OpenQuote => ("双引号没有闭合".into(), "把引号闭合；若引号是内容，请写两个"),
            Reason::TooLong => ("这一行太长，不像一行".into(), "检查是否缺了换行或引号"),
            Reason::BadBytes { encoding } => {
                (format!("有些字节不属于 {encoding} 编码"), "把整个文件存成同一种编码，最好是 UTF-8")
            }
            Reason::Malformed { what } => (format!("不合格式：{what}"), "改正这一条，或重新导出日志"),
            Reason::NoLog { what } => (format!("不是事件日志：{what}"), "把它移出压缩包，或配上映射单独导入"),
        }
    }

    fn say_traditional(&self) -> (String, &'static str) {
        match self {
            Reason::NoTime => ("缺少時間".into(), "補上發生的時間"),
            Reason::BadTime { found } => {
                (format!("「{found}」讀不成時間"), "依其他列的寫法改正，或在對應檔的 [at] formats 中寫明格式")
            }
            Reason::NoThread => ("缺少所屬的案件或訂單".into(), "補上這一列屬於哪一件"),
            Reason::BadNumber { found } => {
                (format!("「{found}」不是數字"), "寫成數字，或在對應檔的 missing 中加上這個記號")
            }
            Reason::Cells { found, expected } => {
                (format!("這一列有 {found} 格，而表只有 {expected} 欄"), "含有分隔符號或換行的儲存格請用雙引號括起來")
            }
            Reason::OpenQuote => ("雙引號沒有閉合".into(), "把引號閉合；若引號是內容，請寫兩個"),
            Reason::TooLong => ("這一列太長，不像一列".into(), "檢查是否缺了換行或引號"),
            Reason::BadBytes { encoding } => {
                (format!("有些位元組不屬於 {encoding} 編碼"), "把整個檔案存成同一種編碼，最好是 UTF-8")
            }
            Reason::Malformed { what } => (format!("不合格式：{what}"), "改正這一筆，或重新匯出日誌"),
            Reason::NoLog { what } => (format!("不是事件日誌：{what}"), "把它移出壓縮檔，或配上對應檔單獨匯入"),
        }
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: ", self.file, self.line)?;
        if let Some(column) = &self.column {
            write!(out, "{column}: ")?;
        }
        let (text, mend) = self.reason.say_english();
        write!(out, "{text}; {mend}")
    }
}

/// Why a log cannot be opened or read on.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The operating system says no, or the packing is broken.
    #[error(
        "{file}: {source}. Check that the file is there, may be read and is whole, then run the same command again."
    )]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The content breaks the format so badly that no more can be read.
    #[error("{file} cannot be read as {format}: {reason}. {mend}")]
    Damaged {
        /// The file.
        file: String,
        /// The format it was taken for.
        format: Format,
        /// What is wrong.
        reason: String,
        /// A sentence that says what to do.
        mend: String,
    },
    /// The content is not one of the formats, or a table without what a log needs.
    #[error("{file} does not look like an event log: {missing}. {mend}")]
    NoLog {
        /// The file.
        file: String,
        /// What is missing.
        missing: String,
        /// A sentence that says what to do.
        mend: String,
    },
    /// The mapping names a column that the log has not.
    #[error("the mapping takes `{role}` from the column {column:?}, which is not in this log. {mend}")]
    UnknownColumn {
        /// The key in the mapping.
        role: String,
        /// The name that was not found.
        column: String,
        /// A sentence that names the nearest column and all of them.
        mend: String,
    },
    /// The mapping's text cannot be read.
    #[error("the mapping cannot be read: {reason}")]
    Mapping {
        /// What is wrong and where, and what to do.
        reason: String,
    },
    /// A time zone that nobody knows.
    #[error("{name:?} is not a time zone. Give an IANA name such as Asia/Shanghai, Europe/Berlin or UTC.")]
    Zone {
        /// What was given.
        name: String,
    },
}

impl ReadError {
    /// An error of the system while `file` was read.
    pub fn io(file: &str) -> impl FnOnce(std::io::Error) -> ReadError + '_ {
        move |source| ReadError::Io { file: file.to_owned(), source }
    }
}
