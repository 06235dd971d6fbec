//! `views`.

use beatbook_records::{view, view_doc};
use clap::Args;

use super::answer;

/// Print what the views of the database mean, or the script that lets somebody read them.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub struct Views {
    /// Every column of every view: name, type, unit or vocabulary, meaning, class
    #[arg(long, group = "what")]
    markdown: bool,
    /// A script for PostgreSQL: a role that reads what concerns no person, and nothing else
    #[arg(long, group = "what")]
    reader: bool,
    /// Which of several councils in the database
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(i32).range(1..), env = "BEATBOOK_AUTHORITY")]
    authority: i32,
}

impl Views {
    pub fn run(self) -> anyhow::Result<()> {
        if self.markdown {
            answer(&view_doc::markdown())
        } else {
            answer(&view::reader_script(self.authority))
        }
    }
}
