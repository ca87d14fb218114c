//! `netsift detect --features-from TABLE.csv`: scores of the rows of any table of numbers, so that
//! the forest can be used, and compared, elsewhere.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::arguments::Arguments;
use crate::cli::output::shown;
use crate::cli::voice::Voice;
use crate::detect::forest::{Forest, Rows};
use crate::detect::{Model, Unit as RowUnit};
use crate::report::{Column, Rows as Made, Section, Table};
use crate::value::{Kind, Unit, Value, escape};

/// A table of numbers.
struct Numbers {
    names: Vec<String>,
    rows: Rows,
    /// Columns that hold something else.
    left_out: Vec<String>,
}

/// Scores the rows of a table: with `--train` by the rows of another, which has the same columns,
/// else by its own.
///
/// # Errors
/// When a table cannot be read, or holds no numbers.
pub fn scores(path: &Path, arguments: &Arguments, voice: Voice) -> Result<Section> {
    if !arguments.has_no_input() {
        bail!("--features-from takes the place of captures; name one or the other");
    }
    let fit = arguments.forest.fit(&arguments.work, arguments.max_flows)?;
    let numbers = read(path)?;
    if !numbers.left_out.is_empty() {
        let names = numbers.left_out.join(", ");
        voice.warning(&format!("{}: columns without numbers are left out: {names}", shown(path)));
    }
    let (forest, model) = match arguments.train.as_slice() {
        [] => (Forest::fit(&numbers.rows, fit.settings(false)), None),
        [baseline] => {
            let baseline = read(Path::new(baseline))?;
            if baseline.names != numbers.names {
                bail!("the tables of --train and --features-from have different columns");
            }
            let model = Model::of_rows(RowUnit::Table, baseline.names, &baseline.rows, &fit);
            (model.forest.clone(), Some(model))
        }
        _ => bail!("--features-from takes one table to --train on"),
    };
    if let (Some(model), Some(alpha)) = (&model, arguments.forest.alpha) {
        model.calibration.accept(alpha)?;
    }
    let scores = forest.scores(&numbers.rows, fit.jobs);
    let calibration = model.map(|model| model.calibration);
    let mut section = section();
    section.notes.push(match &calibration {
        None => "mode: self: scores by the table itself; higher is less usual".to_owned(),
        Some(known) => format!("p-values by {} rows of the baseline", known.scores().len()),
    });
    if let Some(table) = section.tables.first_mut() {
        table.rows_total = scores.len() as u64;
        let make = move |at: usize| {
            let score = scores.get(at).copied().unwrap_or_default();
            let p_value = calibration.as_ref().map(|known| known.p_value(score));
            vec![
                Value::Unsigned(at as u64 + 1),
                Value::ratio(score, 1.0),
                p_value.map_or(Value::Null, |p| Value::ratio(p, 1.0)),
            ]
        };
        table.rows = Made::Made { count: numbers.rows.count(), make: Box::new(make) };
    }
    Ok(section)
}

/// The section without rows.
pub fn section() -> Section {
    let float = |name, doc| Column::new(name, Kind::Float, Unit::None, doc);
    let columns = vec![
        Column::count("row", "number of the row, the header not counted"),
        float("score", "score of the forest: near 1 for what is easily told from the rest"),
        float("p_value", "how likely a row of the baseline scores as high, where there is one"),
    ];
    Section::of(Table::new("scores", "Scores of rows", columns))
}

/// Reads a table. Its first line is a header, unless it holds nothing but numbers. A cell without
/// anything, or that is no number in a column of numbers, counts as the column's mean.
fn read(path: &Path) -> Result<Numbers> {
    let name = shown(path);
    let file = std::fs::File::open(path).with_context(|| name.clone())?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(std::io::BufReader::new(file));
    let mut names: Option<Vec<String>> = None;
    let mut cells: Vec<f32> = Vec::new();
    let mut has_numbers: Vec<bool> = Vec::new();
    for record in reader.records() {
        let record = record.with_context(|| name.clone())?;
        if names.is_none() {
            let is_header = record.iter().any(|cell| cell.parse::<f32>().is_err());
            let number = |(at, _): (usize, &str)| format!("column_{}", at + 1);
            let plain = || record.iter().enumerate().map(number).collect();
            let header = || record.iter().map(|cell| escape(cell).into_owned()).collect();
            names = Some(if is_header { header() } else { plain() });
            has_numbers = vec![false; record.len()];
            if is_header {
                continue;
            }
        }
        for (cell, has) in record.iter().zip(&mut has_numbers) {
            let number = cell.parse::<f32>().unwrap_or(f32::NAN);
            *has |= !number.is_nan();
            cells.push(number);
        }
    }
    let names = names.unwrap_or_default();
    let width = names.len();
    if cells.is_empty() || !has_numbers.contains(&true) {
        bail!("{name}: no numbers");
    }
    if width >= usize::from(u16::MAX) {
        bail!("{name}: {width} columns; fewer than {} can be looked at", u16::MAX);
    }
    if !has_numbers.contains(&false) {
        return Ok(Numbers { names, rows: Rows::new(width, cells), left_out: Vec::new() });
    }
    let kept = |flag: bool| {
        let chosen = names.iter().zip(&has_numbers).filter(move |(_, has)| **has == flag);
        chosen.map(|(name, _)| name.clone()).collect::<Vec<_>>()
    };
    let mask = has_numbers.iter().copied().cycle();
    let cells = cells.into_iter().zip(mask).filter(|(_, has)| *has).map(|(cell, _)| cell).collect();
    let names_kept = kept(true);
    let rows = Rows::new(names_kept.len(), cells);
    Ok(Numbers { left_out: kept(false), names: names_kept, rows })
}
