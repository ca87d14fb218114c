//! What is derived from the command line's definition and the tables: man pages, completions, the
//! JSON Schema. Committed under `man/`, `completions/` and `schema/`; a test compares.

use std::io::{self, Write, stdout};

use clap::Args;
use clap_complete::Shell;
use clap_mangen::{Man as Page, roff::Roff};

use super::exit::{Exit, TABLE};
use super::{capture, detect, filter, plot, report, stats};
use crate::detect::RULES;
use crate::output::{FORMATS, schema};
use crate::plot::{CHARTS, Theme};
use crate::report::{Ledger, Section};
use crate::stats::{FlowSchema, STATISTICS, Scope, Setting, Settings, Statistic};

/// Print the completions of a shell
///
/// For bash: netsift completions bash > ~/.local/share/bash-completion/completions/netsift
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_parser = clap::builder::EnumValueParser::<Shell>::new())]
    shell: Shell,
}

impl Completions {
    /// Prints them.
    #[must_use]
    pub fn run(&self) -> Exit {
        print(&completion(self.shell))
    }
}

/// Print a man page
#[derive(Debug, Args)]
pub struct Man {
    /// The command; without one the page of netsift itself
    #[arg(value_parser = ["capture", "detect", "filter", "plot", "report", "stats"])]
    command: Option<String>,
}

impl Man {
    /// Prints it.
    #[must_use]
    pub fn run(&self) -> Exit {
        let page = match self.command.as_deref() {
            None => main_page(),
            Some("capture") => capture_page(),
            Some("detect") => detect_page(),
            Some("filter") => filter_page(),
            Some("plot") => plot_page(),
            Some("report") => report_page(),
            Some(_) => stats_page(),
        };
        match page {
            Ok(page) => print(&page),
            Err(_) => Exit::Undelivered,
        }
    }
}

fn print(bytes: &[u8]) -> Exit {
    let mut out = stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Exit::Undelivered,
        _ => Exit::Done,
    }
}

/// Every generated file: its path in the repository and its content.
///
/// # Errors
/// Never; the pages are written to memory.
pub fn files() -> io::Result<Vec<(&'static str, Vec<u8>)>> {
    // Each statistic is asked without packets: its tables and columns are all that is wanted.
    let scopes = Scope::ALL.to_vec();
    let settings = Settings { scopes, ..Settings::default() };
    let ask =
        |statistic: &&'static Statistic| statistic.analyser(&settings).sections(&Ledger::default());
    let mut sections: Vec<_> = STATISTICS.iter().flat_map(ask).collect();
    add_schemas(&mut sections);
    sections.extend(capture::sections());
    sections.extend(filter::sections());
    sections.extend(detect::sections());
    Ok(vec![
        ("man/netsift.1", main_page()?),
        ("man/netsift-capture.1", capture_page()?),
        ("man/netsift-detect.1", detect_page()?),
        ("man/netsift-filter.1", filter_page()?),
        ("man/netsift-stats.1", stats_page()?),
        ("man/netsift-plot.1", plot_page()?),
        ("man/netsift-report.1", report_page()?),
        ("completions/netsift.bash", completion(Shell::Bash)),
        ("completions/_netsift", completion(Shell::Zsh)),
        ("completions/netsift.fish", completion(Shell::Fish)),
        ("schema/netsift-report.schema.json", schema::schema(&sections).into_bytes()),
    ])
}

/// Adds the tables that a statistic has under the names of others.
fn add_schemas(sections: &mut [Section]) {
    for schema in FlowSchema::ALL.into_iter().filter(|schema| *schema != FlowSchema::default()) {
        let settings = Settings { schema, ..Settings::default() };
        for statistic in STATISTICS.iter().filter(|statistic| statistic.takes(Setting::Schema)) {
            let found = statistic.analyser(&settings).sections(&Ledger::default());
            let section = sections.iter_mut().find(|section| section.name == statistic.name);
            let Some(section) = section else { continue };
            section.tables.extend(found.into_iter().flat_map(|found| found.tables));
        }
    }
}

fn completion(shell: Shell) -> Vec<u8> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut super::command(), "netsift", &mut bytes);
    bytes
}

fn main_page() -> io::Result<Vec<u8>> {
    let command = super::command().after_help("").disable_help_subcommand(true);
    let page = Page::new(command).manual("netsift manual").date("");
    let mut bytes = Vec::new();
    page.render_title(&mut bytes)?;
    page.render_name_section(&mut bytes)?;
    page.render_synopsis_section(&mut bytes)?;
    page.render_description_section(&mut bytes)?;
    page.render_options_section(&mut bytes)?;
    page.render_subcommands_section(&mut bytes)?;
    let mut roff = Roff::default();
    exit_status(&mut roff);
    roff.to_writer(&mut bytes)?;
    page.render_version_section(&mut bytes)?;
    Ok(bytes)
}

fn stats_page() -> io::Result<Vec<u8>> {
    page_of("stats", stats::EXAMPLES, |roff| {
        let lines = STATISTICS.iter().map(|statistic| (statistic.name, statistic.about));
        definitions(roff, "STATISTICS", lines);
    })
}

fn detect_page() -> io::Result<Vec<u8>> {
    page_of("detect", detect::EXAMPLES, |roff| {
        definitions(roff, "RULES", RULES.iter().map(|rule| (rule.name, rule.about)));
    })
}

fn capture_page() -> io::Result<Vec<u8>> {
    page_of("capture", capture::EXAMPLES, |roff| {
        definitions(roff, "CONDITIONS", capture::CONDITIONS.iter().copied());
        roff.control("SH", ["NOTES"]);
        roff.text([clap_mangen::roff::roman(capture::NOTES)]);
    })
}

fn filter_page() -> io::Result<Vec<u8>> {
    page_of("filter", filter::EXAMPLES, |roff| {
        definitions(roff, "LANGUAGE", filter::LANGUAGE.iter().copied());
    })
}

fn plot_page() -> io::Result<Vec<u8>> {
    page_of("plot", plot::EXAMPLES, |roff| {
        definitions(roff, "CHARTS", CHARTS.iter().map(|chart| (chart.name, chart.about)));
        definitions(roff, "THEMES", Theme::ALL.iter().map(|theme| (theme.name, theme.about)));
    })
}

fn report_page() -> io::Result<Vec<u8>> {
    page_of("report", report::EXAMPLES, |_| ())
}

/// The page of a subcommand; `say` adds what is its own before the options.
fn page_of(
    name: &str,
    examples: &[(&str, &str)],
    say: impl FnOnce(&mut Roff),
) -> io::Result<Vec<u8>> {
    let mut whole = super::command();
    whole.build();
    let command = whole.find_subcommand(name).cloned().unwrap_or_default();
    let command = command.after_long_help("").disable_help_flag(true);
    let page =
        Page::new(command).title(format!("netsift-{name}")).manual("netsift manual").date("");
    let mut bytes = Vec::new();
    page.render_title(&mut bytes)?;
    page.render_name_section(&mut bytes)?;
    page.render_synopsis_section(&mut bytes)?;
    page.render_description_section(&mut bytes)?;
    let mut roff = Roff::default();
    say(&mut roff);
    roff.to_writer(&mut bytes)?;
    page.render_options_section(&mut bytes)?;
    let mut roff = Roff::default();
    definitions(&mut roff, "FORMATS", FORMATS.iter().map(|format| (format.name, format.about)));
    exit_status(&mut roff);
    definitions(&mut roff, "EXAMPLES", examples.iter().copied());
    roff.to_writer(&mut bytes)?;
    Ok(bytes)
}

fn exit_status(roff: &mut Roff) {
    let codes: Vec<String> = TABLE.iter().map(|meaning| meaning.code.to_string()).collect();
    let lines = codes.iter().zip(&TABLE).map(|(code, meaning)| (code.as_str(), meaning.about));
    definitions(roff, "EXIT STATUS", lines);
}

fn definitions<'a>(roff: &mut Roff, title: &str, lines: impl Iterator<Item = (&'a str, &'a str)>) {
    use clap_mangen::roff::{bold, roman};
    roff.control("SH", [title]);
    for (term, meaning) in lines {
        roff.control("TP", []);
        roff.text([bold(term)]);
        roff.text([roman(meaning)]);
    }
}
