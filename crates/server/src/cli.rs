//! What can be asked on the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use desk::access::Scope;
use std::path::PathBuf;

/// Finds where customers are lost between a company's own systems.
///
/// Every command takes log files or a store. Files are read in one step, without leaving anything behind; a store
/// (--data DIR or --database URL) keeps what was imported.
#[derive(Debug, Parser)]
#[command(name = "waterline", version, max_term_width = 110)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where the data lies and how to speak.
#[derive(Clone, Debug, Args)]
pub(crate) struct Common {
    /// Directory of the embedded store
    #[arg(long, global = true, env = "WATERLINE_DATA", value_name = "DIR", help_heading = "Where and how")]
    pub(crate) data: Option<PathBuf>,
    /// Database instead of the embedded one: postgres://user@host/name or sqlite:FILE; sealed touches stay in --data
    #[arg(long, global = true, env = "WATERLINE_DATABASE", value_name = "URL", help_heading = "Where and how")]
    pub(crate) database: Option<String>,
    /// Settings file; `waterline config` prints one with every setting and its default
    #[arg(long, global = true, env = "WATERLINE_CONFIG", value_name = "FILE", help_heading = "Where and how")]
    pub(crate) config: Option<PathBuf>,
    /// Language of the answer
    #[arg(long, global = true, env = "WATERLINE_LANG", help_heading = "Where and how")]
    pub(crate) lang: Option<Lang>,
    /// Answer as JSON (docs/reference/json.md)
    #[arg(long, global = true, help_heading = "Where and how")]
    pub(crate) json: bool,
    /// Show no progress
    #[arg(long, short, global = true, help_heading = "Where and how")]
    pub(crate) quiet: bool,
    /// Memory for buffers and counts, in megabytes; the rest is sampled or written aside
    #[arg(long, global = true, value_name = "MB", help_heading = "Where and how")]
    pub(crate) memory: Option<usize>,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// How files are read.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Reading {
    /// Mapping (TOML) that says which column is what; without one Waterline guesses and prints its guess
    #[arg(long, global = true, value_name = "FILE", help_heading = "Reading files")]
    pub(crate) map: Option<PathBuf>,
    /// Name of the system the files come from; default: derived from their layout
    #[arg(long, global = true, value_name = "NAME", help_heading = "Reading files")]
    pub(crate) source: Option<String>,
    /// Time zone of times that name none, e.g. Asia/Shanghai
    #[arg(long, global = true, value_name = "ZONE", help_heading = "Reading files")]
    pub(crate) time_zone: Option<String>,
}

/// The languages of texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, serde::Serialize, serde::Deserialize)]
pub(crate) enum Lang {
    #[default]
    #[value(name = "en")]
    #[serde(rename = "en")]
    En,
    #[value(name = "zh-Hans")]
    #[serde(rename = "zh-Hans")]
    ZhHans,
    #[value(name = "zh-Hant")]
    #[serde(rename = "zh-Hant")]
    ZhHant,
}

/// Log files, or none to ask the store.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Files {
    /// Log files: CSV, TSV, Excel, XES, OCEL 2.0, JSON, Parquet; also .gz and .zip
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Only touches at or after this time, e.g. 2024-01-01 or 2024-01-01T08:00:00+08:00
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<String>,
    /// Only touches before this time
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<String>,
    /// Only journeys of which a touch says this: an attribute and its value (language=zh), or segment=VALUE
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) segment: Option<String>,
    /// Whether --segment takes the journeys that say it, or all journeys of the customers of whom it is said
    #[arg(long, value_name = "WHOSE", requires = "segment", default_value = "journeys", hide_default_value = true)]
    pub(crate) segment_of: crate::segment::Of,
}

/// What to ask or decide about customers.
#[derive(Clone, Debug, Args)]
pub(crate) struct Customers {
    /// Any identity or the beginning of it: e-mail, phone, account, name
    #[arg(value_name = "SEARCH")]
    pub(crate) search: Option<String>,
    /// Show this customer (cus_...) in full: identities, why they are joined, timeline
    #[arg(long, value_name = "ID")]
    pub(crate) show: Option<String>,
    /// Join two customers; give a --reason
    #[arg(long, num_args = 2, value_names = ["ID", "ID"], requires = "reason")]
    pub(crate) join: Option<Vec<String>>,
    /// Keep two identities apart; give a --reason
    #[arg(long, num_args = 2, value_names = ["ID", "ID"], requires = "reason", conflicts_with = "join")]
    pub(crate) split: Option<Vec<String>>,
    /// Undo a join or split by its number
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["join", "split"])]
    pub(crate) undo: Option<i64>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// How many to list
    #[arg(long, default_value_t = 50)]
    pub(crate) limit: usize,
    /// List the customers that come after this one
    #[arg(long, value_name = "ID")]
    pub(crate) after: Option<String>,
}

/// What to simulate.
#[derive(Clone, Debug, Args)]
pub(crate) struct Simulate {
    /// airline, hotel, shop or telecom
    #[arg(long, value_name = "NAME")]
    pub(crate) company: String,
    /// How many customers it has; each makes about fifty touches
    #[arg(long, value_name = "NUMBER", default_value_t = 2_000)]
    pub(crate) customers: u64,
    /// The same seed gives the same log
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Directory for the touches and truth.json; without it the touches go into the store
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Format of the touches
    #[arg(long, default_value = "jsonl")]
    pub(crate) format: SimulatedFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SimulatedFormat {
    /// One JSON object a line
    Jsonl,
    /// Apache Parquet
    Parquet,
}

/// What to hold against the truth.
#[derive(Clone, Debug, Args)]
pub(crate) struct Evaluate {
    /// How many companies of each kind
    #[arg(long, value_name = "NUMBER", default_value_t = 5)]
    pub(crate) seeds: u64,
    /// The first seed
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) first_seed: u64,
    /// Customers of each company
    #[arg(long, value_name = "NUMBER", default_value_t = 4_000)]
    pub(crate) customers: u64,
    /// Only this company
    #[arg(long, value_name = "NAME")]
    pub(crate) company: Option<String>,
}

/// What to ask or decide about noise points.
#[derive(Clone, Debug, Args)]
pub(crate) struct Points {
    /// Take the points of the noise report into the store; seeing them again takes them further up the ladder
    #[arg(long, conflicts_with_all = ["show", "assign", "changed"])]
    pub(crate) track: bool,
    /// Show this noise point (nsp_...) with every step and the test behind it
    #[arg(long, value_name = "ID")]
    pub(crate) show: Option<String>,
    /// Give this noise point to somebody to mend; name the --owner
    #[arg(long, value_name = "ID", requires = "owner", conflicts_with_all = ["show", "changed"])]
    pub(crate) assign: Option<String>,
    /// Who mends it
    #[arg(long, value_name = "NAME")]
    pub(crate) owner: Option<String>,
    /// Record that something was done about this noise point; say --what
    #[arg(long, value_name = "ID", requires = "what", conflicts_with = "show")]
    pub(crate) changed: Option<String>,
    /// When it was done; default: now
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// What was done
    #[arg(long, value_name = "TEXT")]
    pub(crate) what: Option<String>,
}

/// Which fix to prove.
#[derive(Clone, Debug, Args)]
pub(crate) struct Prove {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Kind of noise, as `waterline noise --json` writes it, e.g. failure or ping_pong
    #[arg(long, value_name = "KIND", requires_all = ["place", "at"])]
    pub(crate) kind: Option<String>,
    /// Place, as `waterline noise --json` writes it
    #[arg(long, value_name = "PLACE", requires = "kind")]
    pub(crate) place: Option<String>,
    /// What kind of place it is, where several are named alike: journey, step, transition, owner, channel, owners
    #[arg(long, value_name = "KIND", requires = "place")]
    pub(crate) place_kind: Option<String>,
    /// When the fix was made
    #[arg(long, value_name = "TIME", requires = "kind")]
    pub(crate) at: Option<String>,
    /// What a customer is worth in money; prices those whom the fix kept from leaving
    #[arg(long, value_name = "MONEY")]
    pub(crate) value: Option<f64>,
}

/// How to serve.
#[derive(Clone, Debug, Args)]
pub(crate) struct Serve {
    /// Address to listen on; port 0 takes a free one; default: `server.listen` of the settings
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) listen: Option<String>,
    /// Print a one-time sign-in link for the first administrator, also where somebody can sign in already
    #[arg(long)]
    pub(crate) link: bool,
    /// Log as JSON, one object a line
    #[arg(long)]
    pub(crate) log_json: bool,
}

/// Keys of other systems.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Keys {
    /// Make a key and print it; it is not shown again
    Create {
        /// What it is for, in words
        #[arg(long, default_value = "")]
        name: String,
        /// What it allows: look, customers, decide, work, import, intake, manage; several with commas
        #[arg(long, required = true, value_delimiter = ',', value_name = "SCOPE")]
        scope: Vec<Scope>,
        /// Until when it works
        #[arg(long, value_name = "TIME")]
        expires: Option<String>,
    },
    /// List keys by how they begin
    List,
    /// Take a key back
    Revoke {
        /// Its number
        id: i64,
    },
}

/// Who wrote texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum WrittenBy {
    /// A customer
    Customer,
    /// The company that serves
    Company,
}

/// What texts say.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Texts {
    /// Read one text a line and print one JSON object a line
    Read {
        /// The texts; standard input where nothing or - is said
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        /// The moment from which promises count, e.g. 2026-03-04T10:00+08:00; default: now
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        /// The zone of that moment, e.g. Asia/Shanghai; default: `reading.time_zone` of the settings
        #[arg(long, value_name = "ZONE")]
        zone: Option<String>,
        /// A model that `language train` made; default: the one that is shipped
        #[arg(long, value_name = "FILE")]
        model: Option<PathBuf>,
        /// Who wrote them: a reply speaks of what went wrong without being dissatisfied
        #[arg(long, value_name = "WHO", default_value = "customer")]
        writer: WrittenBy,
    },
    /// Read the texts of the store that are not read yet, as the server does in the background
    Log,
    /// Learn causes and emotions from labelled rows, beside those that are shipped
    Train {
        /// Labelled rows (TSV): text, causes, source, anger, disappointment, worry, joy, direction
        #[arg(required_unless_present = "labels", value_name = "ROWS")]
        rows: Vec<PathBuf>,
        /// Learn from the corrections made in the store, and use the model where it is no worse than the one in use
        #[arg(long, conflicts_with_all = ["rows", "out", "no_codebook"])]
        labels: bool,
        /// Where to write the model; as language.bin in the data directory the server uses it
        #[arg(long, short, value_name = "FILE", default_value = "language.bin")]
        out: PathBuf,
        /// Learn from these rows alone
        #[arg(long)]
        no_codebook: bool,
    },
}

/// Members of the team.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Members {
    /// Print a one-time sign-in link for a member who cannot sign in any more
    Link {
        /// The member's address
        email: String,
        /// The address of the server, as a browser reaches it
        #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
        address: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the pages and the interface over HTTP; prints its address first
    Serve(Serve),
    /// Print the description of the HTTP interface (OpenAPI 3.1)
    Openapi,
    /// Make, list and take back keys of other systems
    #[command(subcommand)]
    Key(Keys),
    /// What texts say: cause, anger, promises, refusals, in Chinese and English
    #[command(subcommand)]
    Language(Texts),
    /// Let a member of the team in again
    #[command(subcommand)]
    Member(Members),
    /// Bring log files into the store; doing it again adds nothing
    Import {
        /// Log files: CSV, TSV, Excel, XES, OCEL 2.0, JSON, Parquet; also .gz and .zip
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Only show how the files would be read: the mapping and the first touches
        #[arg(long)]
        dry_run: bool,
        /// Save the mapping that was used
        #[arg(long, value_name = "FILE")]
        save_map: Option<PathBuf>,
        /// Where rejected rows go; default: beside the log, FILE.rejected.csv
        #[arg(long, value_name = "FILE")]
        rejected: Option<PathBuf>,
    },
    /// What follows what, how often, for how many customers, after which wait
    Graph {
        #[command(flatten)]
        files: Files,
        /// How many transitions to print
        #[arg(long, default_value_t = 40)]
        top: usize,
    },
    /// The different ways through, most frequent first
    Variants {
        #[command(flatten)]
        files: Files,
        /// How many variants to print
        #[arg(long, default_value_t = 20)]
        top: usize,
    },
    /// List journeys, or show one in full
    Journeys {
        #[command(flatten)]
        files: Files,
        /// Show this journey in full, by id (jrn_...) or by thread
        #[arg(long, value_name = "ID")]
        show: Option<String>,
        /// List the journeys behind this noise point: all that were exposed, the affected among them
        #[arg(long, value_name = "NSP", conflicts_with = "show")]
        behind: Option<String>,
        /// How many journeys to list
        #[arg(long, default_value_t = 20)]
        limit: usize,
        /// List the journeys that come after this one
        #[arg(long, value_name = "ID")]
        after: Option<String>,
    },
    /// Where customers are hurt, ranked by what is surely lost there
    Noise {
        #[command(flatten)]
        files: Files,
        /// How many noise points to print; JSON has them all
        #[arg(long, default_value_t = 15)]
        top: usize,
    },
    /// How many were dissatisfied and said nothing, by three independent estimates, and what that costs
    Iceberg {
        #[command(flatten)]
        files: Files,
        /// What a customer is worth in money, so that damage is told in money too
        #[arg(long, value_name = "MONEY")]
        value: Option<f64>,
    },
    /// What satisfaction hangs on: what each thing customers meet weighs, and whether the shortest plank decides
    Planks {
        #[command(flatten)]
        files: Files,
    },
    /// The noise report as one page that opens in a browser
    Report {
        #[command(flatten)]
        files: Files,
        /// Where to write the page
        #[arg(long, short, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Noise points that are followed to proof: list them, track, assign, record what was changed
    Points(Points),
    /// Whether a fix worked: of a tracked noise point (nsp_...), or of --kind, --place and --at; of one that was proved,
    /// whether it came back
    Prove(Prove),
    /// Prove from a flow definition (JSON) that every customer can reach, and can force, a resolution
    DeadEnds {
        /// Flow definition, see docs/reference/json.md
        #[arg(value_name = "FLOW")]
        flow: PathBuf,
        /// Contacts after which a resolution is late
        #[arg(long, default_value_t = lens::dead_end::proof::USUAL_LIMIT)]
        within: u32,
    },
    /// Find customers; see who was joined and why; join and split
    Customers(Customers),
    /// Remove everything known of a customer, for good
    Erase {
        /// The customer (cus_...), as `waterline customers` lists them
        #[arg(value_name = "ID")]
        customer: String,
        /// Do it without asking
        #[arg(long)]
        yes: bool,
    },
    /// Write out touches: all, or everything known of one customer
    Export {
        #[command(flatten)]
        files: Files,
        /// Only this customer (cus_...), with identities and decisions, as JSON Lines
        #[arg(long, value_name = "ID")]
        customer: Option<String>,
        /// Format; default: by the name of --out, else JSON Lines
        #[arg(long)]
        format: Option<ExportFormat>,
        /// Where to; default: standard output
        #[arg(long, short, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Write the log of a simulated company, and the truth about it
    Simulate(Simulate),
    /// Hold the noise report against companies whose truth is known
    Evaluate(Evaluate),
    /// Copy the store while it runs
    Backup {
        /// A new directory
        #[arg(value_name = "DIR")]
        to: PathBuf,
    },
    /// Fill an empty store from a backup
    Restore {
        /// The backup's directory
        #[arg(value_name = "DIR")]
        from: PathBuf,
    },
    /// Check the store and say what to mend
    Doctor {
        /// List the jobs too, and give parked ones another try
        #[arg(long)]
        retry_jobs: bool,
    },
    /// Print every setting and where it comes from
    Config,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values
    Csv,
    /// IEEE 1849 event log
    Xes,
    /// OCEL 2.0 JSON
    Ocel,
    /// Apache Parquet
    Parquet,
}
