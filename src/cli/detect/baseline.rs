//! What is usual: learned from a baseline, saved, and read again.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::arguments::Arguments;
use crate::cli::arguments::Work;
use crate::cli::exit::Exit;
use crate::cli::output::shown;
use crate::cli::reading::Reading;
use crate::cli::signals::Signals;
use crate::cli::verdict;
use crate::cli::voice::Voice;
use crate::detect::{Detector, Found, Model, Settings, Severity};
use crate::engine::Analyser;
use crate::report::{Column, Section, Table};
use crate::sink::OutputFile;
use crate::source::expand;
use crate::value::Value;

/// Largest model that is read, in bytes.
const MOST_BYTES: u64 = 1 << 29;

/// Learns what `--train` names, and saves it where that is asked for; answers how reading it ended.
/// Where the model goes is opened before anything is read.
///
/// # Errors
/// When the baseline cannot be read, or the model cannot be written.
pub fn learn(arguments: &Arguments, settings: &Settings, voice: Voice) -> Result<(Model, Exit)> {
    let named: Vec<PathBuf> = arguments.train.iter().map(PathBuf::from).collect();
    // The model is the same in whatever order its files are named.
    let mut paths = expand(&named);
    paths.sort();
    let place = arguments.forest.save_model.as_deref();
    let file = place
        .map(|place| {
            OutputFile::create(place, arguments.output.force, &paths).with_context(|| shown(place))
        })
        .transpose()?;
    let signals = Signals::listen().context("cannot listen to signals")?;
    let whole = arguments.input.whole();
    let work = Work { per_file: false, sha256: file.is_some(), jobs: arguments.work.jobs };
    let max_flows = arguments.max_flows;
    let sieve = whole.sieve()?;
    let sieve = sieve.as_ref();
    let reading =
        Reading { input: &whole, sieve, work: &work, max_flows, signals: &signals, voice };
    let settings = Arc::new(settings.clone());
    let make = || -> Vec<Box<dyn Analyser>> { vec![Box::new(Detector::new(&settings))] };
    let (analysers, ledger) = reading.fold(&paths, &make);
    verdict::tell(&ledger, voice);
    if !verdict::is_readable_at_all(&ledger) || ledger.records.packets == 0 {
        bail!("the baseline holds no packets");
    }
    if ledger.partial {
        bail!("interrupted while the baseline was read");
    }
    let Some(detector) = super::detector(analysers) else { bail!("nothing was learned") };
    let (model, found) = detector.learned(&ledger);
    warn(&model, &found, voice);
    if let (Some(mut file), Some(place)) = (file, place) {
        let written = file.write_all(&model.to_bytes()).and_then(|()| file.finish());
        written.with_context(|| format!("{}: cannot write the model", shown(place)))?;
    }
    Ok((model, verdict::exit(&ledger, arguments.input.allow_truncated)))
}

/// Says what makes a baseline a bad one.
fn warn(model: &Model, found: &Found, voice: Voice) {
    let grave = found.at_least(Severity::Medium);
    if grave > 0 {
        voice.warning(&format!(
            "the baseline is not clean: rules find {grave} things of medium severity or more in it \
             (netsift detect on it says what); what it holds is taken for usual from now on"
        ));
    }
    let scores = model.calibration.scores().len();
    if model.calibration.least() > 0.01 {
        voice.warning(&format!(
            "the baseline is small: {} flows to fit and {scores} to calibrate give no p-value below \
             {:.3}",
            model.fitted,
            model.calibration.least()
        ));
    }
}

/// Reads a model.
///
/// # Errors
/// When the file cannot be read, or is none that can be used.
pub fn read(path: &Path) -> Result<Model> {
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(|| shown(path))?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).with_context(|| shown(path))?;
    if bytes.len() as u64 > MOST_BYTES {
        bail!("{}: more than {MOST_BYTES} bytes: no model", shown(path));
    }
    Model::from_bytes(&bytes).with_context(|| shown(path))
}

/// What a model is made of.
pub fn section(model: Option<&Model>) -> Section {
    let columns = vec![
        Column::text("property", "what is said of the model"),
        Column::text("value", "what it is"),
    ];
    let mut table = Table::new("model", "Model", columns);
    let mut say = |name: &'static str, value: String| table.push(vec![name.into(), value.into()]);
    if let Some(model) = model {
        let scores = model.calibration.scores().len();
        say("unit", model.unit.name().to_owned());
        say("algorithm", model.algorithm.name().to_owned());
        say("seed", model.seed.to_string());
        say("features", model.features.len().to_string());
        say("trees", model.forest.trees().len().to_string());
        say("sample", model.forest.sample().to_string());
        say("fitted_rows", model.fitted.to_string());
        say("calibrated_rows", scores.to_string());
        say("least_alpha", format!("{:.6}", model.calibration.least()));
        for digest in &model.baseline {
            say("baseline_sha256", digest.clone());
        }
    }
    let note =
        "alpha below least_alpha could never fire: calibrate on more traffic for smaller ones";
    let notes = if model.is_some() { vec![note.to_owned()] } else { Vec::new() };
    let mut section = Section { notes, ..Section::of(table) };
    if let Some([first, last]) = model.and_then(|model| model.span) {
        let columns = vec![
            Column::new("first_seen", crate::value::Kind::Time, crate::value::Unit::None, FIRST),
            Column::new("last_seen", crate::value::Kind::Time, crate::value::Unit::None, LAST),
        ];
        let mut span = Table::new("span", "Time of the baseline", columns);
        span.push(vec![Value::Time(first), Value::Time(last)]);
        section.tables.push(span);
    }
    section
}

const FIRST: &str = "time of the baseline's first packet";
const LAST: &str = "time of its last packet";
