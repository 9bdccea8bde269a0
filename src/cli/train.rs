//! `stancekit train`.

mod calibrating;
mod card;
mod fingerprints;
mod settings;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use card::Card;

use super::args::TrainArgs;
use super::terminal::Progress;
use super::values::C;
use super::{Outcome, counted, input, note, print, warn};
use crate::dataset::{Columns, Dataset};
use crate::error::{BadRow, Error, Result};
use crate::model_file::{By, Model, Models, TrainingRecord};
use crate::pipeline::{Fit, FittedPipeline, Pipeline};
use crate::report::{calibration_lines, visible};
use crate::selection::{
    CChoice, CrossValidation, Tuning, TuningData, choose_c, choose_operating_point, cross_validate,
};
use crate::text::common_language;
use crate::whole_file::WholeFile;

pub(super) fn run(args: &TrainArgs) -> anyhow::Result<Outcome> {
    let mut pipeline = Pipeline::new(settings::of(args)?)?;
    if args.folds == 1 {
        return Err(Error::params("folds", 1, "0 for none, or at least 2").into());
    }
    let auto = args.c == Some(C::Auto);
    if auto && args.folds == 0 {
        return Err(Error::params("folds", 0, "at least 2, which --c auto needs").into());
    }
    if args.metric.is_some() && !auto {
        return Err(Error::params("--metric", "no --c auto", "both, or neither").into());
    }
    calibrating::check(args)?;
    input::keep_apart(&args.files, &args.output)?;
    let output = WholeFile::create(&args.output)?;
    let card = Card::create(args)?;
    let mut columns = args.columns.columns(&Columns::default());
    columns.keep.extend(args.model_per.clone());
    let mut clock = Clock::default();
    let data = clock.time("reading", || input::read(&args.files, &columns, args.skip_bad_rows))?;
    for names in data.labels().alike() {
        warn(format!("labels that differ only by case or space are different labels: {names:?}"));
    }
    card.as_ref().map_or(Ok(()), |card| card.check(&data))?;
    let group_columns = data.group_columns.clone();
    let (data, part) = calibrating::part(data, args, &columns)?;
    let (values, mut parts) = parts(data, args)?;
    let level = fingerprints::level(args.fingerprints, &parts);
    let kept_of = |part: &Dataset| {
        let record = record(part, args, columns.clone());
        let fingerprints = fingerprints::of(part, level, &record);
        (record, fingerprints)
    };
    let (mut records, fingerprints): (Vec<TrainingRecord>, Vec<_>) =
        parts.iter().map(kept_of).unzip();
    let start = Instant::now();
    let choice = match auto {
        true => Some(chosen_c(&mut pipeline, &parts, args)?),
        false => None,
    };
    let choosing_time = start.elapsed();
    // What is not needed any more may be most of what memory holds.
    let last_use = auto || args.folds == 0;
    let fits = fits(&pipeline, &values, &mut parts, last_use)?;
    clock.add("features", fits.iter().map(|fit| fit.features_time).sum());
    clock.add("fitting", fits.iter().map(|fit| fit.solver_time).sum());
    let (c_choice, validation) = match choice {
        Some((choice, validation)) => {
            clock.add("choosing c", choosing_time);
            (Some(choice), Some(validation))
        }
        None => {
            let validation =
                clock.time("cross-validation", || validate(&pipeline, &parts, args))?;
            (None, validation)
        }
    };
    let scaling = calibrating::scaling(validation.as_ref(), args)?;
    let mut by = By {
        column: args.model_per.clone().unwrap_or_default(),
        values,
        c_choice,
        cross_validation: validation.as_ref().map(CrossValidation::record),
    };
    drop(parts);
    for (record, Fit { report, .. }) in records.iter_mut().zip(&fits) {
        record.objective = report.objective;
        record.relative_gap = report.reached.gap();
        record.relative_gradient = report.reached.gradient();
        record.converged = report.converged;
    }
    if args.model_per.is_none() {
        records[0].c_choice = by.c_choice.take();
        records[0].cross_validation = by.cross_validation.take();
    }
    let n_nonzeros = fits.iter().map(|fit| fit.n_nonzeros).sum();
    let mut models = Vec::with_capacity(fits.len());
    for ((mut fit, record), fingerprints) in fits.into_iter().zip(records).zip(fingerprints) {
        let calibration = clock.time("calibrating", || {
            let tune = |fit: &Fit| tuning(&fit.pipeline, args, &columns);
            let out_of_fold = validation.as_ref().map(|validation| &validation.out_of_fold);
            calibrating::calibrated(
                &mut fit,
                out_of_fold,
                scaling.clone(),
                tune,
                part.as_ref(),
                args,
            )
        })?;
        let spec = pipeline.spec().clone();
        models.push(Model { record, spec, pipeline: fit.pipeline, calibration, fingerprints });
    }
    let models = match args.model_per {
        Some(_) => Models::new(by, models)?,
        None => models.swap_remove(0).into(),
    };
    clock.time("writing", || models.write(output, &args.output))?;
    let card_path = card.as_ref().map(|card| card.path.display().to_string());
    if let Some(card) = card {
        let validation = validation.as_ref();
        clock.time("card", || card.write(args, &models, validation, group_columns))?;
    }
    let mut shown = Vec::new();
    write_report(&mut shown, &models, n_nonzeros, &clock)?;
    writeln!(shown, "fingerprints     {}", level.as_str())?;
    card_path.iter().try_for_each(|path| writeln!(shown, "card             {path}"))?;
    writeln!(shown, "model            {}", args.output.display())?;
    print(&String::from_utf8_lossy(&shown))?;
    match calibrating::keeps_target(&models.models()[0].calibration) {
        true => Ok(Outcome::Done),
        false => Ok(Outcome::ThresholdMissed),
    }
}

/// What is fitted by itself: all rows, or the rows of each value of the column
/// of `--model-per`.
fn parts(data: Dataset, args: &TrainArgs) -> Result<(Vec<String>, Vec<Dataset>)> {
    let Some(column) = &args.model_per else {
        return Ok((vec![String::new()], vec![data]));
    };
    let (mut parts, mut empty) = (Vec::new(), Vec::new());
    for (value, part) in data.by_value(0) {
        match value.is_empty() {
            true => empty.extend(part.examples.into_iter().map(|example| BadRow {
                location: example.location,
                problem: format!("the field {column:?} is empty"),
            })),
            false => parts.push((value, part)),
        }
    }
    if !empty.is_empty() {
        if !args.skip_bad_rows {
            return Err(Error::BadRows(empty));
        }
        warn(format!("{} skipped:", counted(empty.len(), "row")));
        input::list(&empty);
    }
    Ok(parts.into_iter().unzip())
}

/// A fit to each part; at their last use the parts are left empty.
fn fits(
    pipeline: &Pipeline,
    values: &[String],
    parts: &mut [Dataset],
    last_use: bool,
) -> Result<Vec<Fit>> {
    let _bar = Progress::new("fitting");
    let fit = |(value, part): (&String, &mut Dataset)| {
        let of_value = if value.is_empty() { String::new() } else { format!("{value:?}: ") };
        let fit = match last_use {
            true => pipeline.fit_dataset(std::mem::take(part)),
            false => pipeline.fit_dataset(&*part),
        };
        let fit = fit.map_err(|error| match error {
            Error::Params { name, found, expected } => {
                Error::Params { name: format!("{of_value}{name}"), found, expected }
            }
            other => other,
        })?;
        let report = &fit.report;
        if !report.converged {
            warn(format!(
                "{of_value}the fit has not converged: {} after {} iterations; raise \
                 max_iterations or tol, or lower c",
                report.reached, report.iterations
            ));
        }
        Ok(fit)
    };
    values.iter().zip(parts).map(fit).collect()
}

fn validate(
    pipeline: &Pipeline,
    parts: &[Dataset],
    args: &TrainArgs,
) -> Result<Option<CrossValidation>> {
    if args.folds == 0 {
        return Ok(None);
    }
    let _bar = Progress::new("cross-validating");
    let mut notes = Vec::new();
    let validation = cross_validate(pipeline, parts, args.folds, args.seed, &mut notes)?;
    notes.iter().for_each(note);
    Ok(validation)
}

/// Chooses `c`, one for all parts, and puts it into the pipeline's settings.
fn chosen_c(
    pipeline: &mut Pipeline,
    parts: &[Dataset],
    args: &TrainArgs,
) -> Result<(CChoice, CrossValidation)> {
    let _bar = Progress::new("choosing c");
    let mut notes = Vec::new();
    let metric = args.metric.unwrap_or_default();
    let chosen = choose_c(pipeline, parts, metric, args.folds, args.seed, &mut notes)?;
    notes.iter().for_each(note);
    let mut spec = pipeline.spec().clone();
    spec.classifier.c = chosen.0.c;
    *pipeline = Pipeline::new(spec)?;
    Ok(chosen)
}

/// Chooses the default operating point, where there is something to choose on.
fn tuning(
    pipeline: &FittedPipeline,
    args: &TrainArgs,
    columns: &Columns,
) -> anyhow::Result<Option<Tuning>> {
    let given = &args.tuning;
    if given.tune.is_empty() && given.tune_articles.is_none() {
        return Ok(None);
    }
    let rows = match given.tune.is_empty() {
        true => None,
        false => Some(input::read(&given.tune, columns, args.skip_bad_rows)?),
    };
    let articles = match &given.tune_articles {
        Some(folder) => input::articles(folder)?.without_failed()?,
        None => Vec::new(),
    };
    let data = TuningData {
        rows: rows.as_ref(),
        articles: &articles,
        background: &given.background,
        max_false_alarms: given.max_false_alarms,
    };
    Ok(Some(choose_operating_point(pipeline, data)?))
}

/// What is known of the training before the fit.
fn record(data: &Dataset, args: &TrainArgs, columns: Columns) -> TrainingRecord {
    let mut label_counts = BTreeMap::new();
    for example in &data.examples {
        match label_counts.get_mut(example.label.as_str()) {
            Some(count) => *count += 1,
            None => drop(label_counts.insert(example.label.clone(), 1)),
        }
    }
    let groups = data.groups().map(|groups| groups.iter().max().map_or(0, |most| most + 1));
    TrainingRecord {
        stancekit_version: env!("CARGO_PKG_VERSION").into(),
        rows: data.examples.len(),
        label_counts,
        groups,
        language: common_language(&data.texts()).map(str::to_owned),
        columns,
        data_blake3: data.blake3(),
        seed: args.seed,
        objective: 0.0,
        relative_gap: None,
        relative_gradient: None,
        converged: false,
        c_choice: None,
        cross_validation: None,
    }
}

fn write_report(
    out: &mut impl Write,
    models: &Models,
    n_nonzeros: usize,
    clock: &Clock,
) -> io::Result<()> {
    let all = models.models();
    writeln!(out, "rows             {}", all.iter().map(|m| m.record.rows).sum::<usize>())?;
    for label in models.labels().names() {
        let of = |model: &Model| model.record.label_counts.get(label).copied().unwrap_or(0);
        writeln!(out, "  {:<14} {}", visible(label), all.iter().map(of).sum::<usize>())?;
    }
    if let Some(by) = models.by() {
        writeln!(out, "models           {} (column {:?})", all.len(), by.column)?;
        for (value, model) in by.values.iter().zip(all) {
            writeln!(out, "  {:<14} {}", visible(value), model.record.rows)?;
        }
    }
    let n_features = |model: &Model| model.pipeline.tfidf().n_features();
    writeln!(out, "features         {}", all.iter().map(n_features).sum::<usize>())?;
    writeln!(out, "non-zeros        {n_nonzeros}")?;
    if let Some(choice) = models.c_choice() {
        writeln!(out, "c                {} (by {})", choice.c, choice.metric.as_str())?;
        for (c, score) in &choice.tried {
            writeln!(out, "  {c:<14} {score:.4}")?;
        }
    }
    if let Some(cv) = models.cross_validation() {
        let kind = if cv.grouped { "grouped" } else { "stratified" };
        writeln!(out, "cross-validated  {} folds, {kind}", cv.folds)?;
        writeln!(out, "  accuracy       {:.4}", cv.accuracy)?;
        writeln!(out, "  macro F1       {:.4}", cv.macro_f1)?;
    }
    let tuned = all.iter().filter_map(|m| Some((m, m.calibration.tuning.as_ref()?)));
    for (model, tuning) in tuned {
        writeln!(out, "operating point")?;
        for (label, offset) in model.pipeline.labels().names().iter().zip(&tuning.offsets) {
            writeln!(out, "  {:<14} {offset:+.1}", visible(label))?;
        }
        for set in &tuning.sets {
            writeln!(out, "  chosen on      {}", set.size())?;
        }
        writeln!(out, "  macro F1       {:.4}", tuning.macro_f1)?;
        writeln!(out, "  false alarms   {:.4}", tuning.false_alarms)?;
    }
    // Several models have one scaling, and nothing else of their own here.
    for line in all.iter().take(1).flat_map(|model| {
        calibration_lines(model.pipeline.labels().names(), &model.calibration, 17)
    }) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "time")?;
    for (step, time) in &clock.0 {
        writeln!(out, "  {step:<16} {:.3} s", time.as_secs_f64())?;
    }
    Ok(())
}

/// Where the time went.
#[derive(Default)]
struct Clock(Vec<(&'static str, Duration)>);

impl Clock {
    fn add(&mut self, step: &'static str, time: Duration) {
        self.0.push((step, time));
    }

    fn time<T>(&mut self, step: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.add(step, start.elapsed());
        result
    }
}
