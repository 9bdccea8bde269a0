//! A model card, as Markdown: what a model is for, what it was fitted on, how
//! good it is and where it is not (after Mitchell and others 2019, *Model cards
//! for model reporting*).

use super::inspection::settings;
use super::markdown::escaped;
use super::rows::{
    Evaluation, SHOWN, drawn_from, false_alarms_name, interval, left_out, metric, value,
};
use super::visible;
use crate::metrics::{Baselines, FEW_GROUPS, Figure};
use crate::model_file::{Model, Models};

/// How each card begins; a file that does not is none.
pub const CARD_MARK: &str = "<!-- stancekit model card v1";

/// Under so many rows of a label a model cannot know much of it.
const FEW_ROWS: usize = 50;

/// What a card is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelCard<'a> {
    /// The name of the model's file, without its folder.
    pub name: &'a str,
    /// The model.
    pub models: &'a Models,
    /// The command that made it.
    pub command: &'a str,
    /// The rows of training, each labelled by a model that did not see it; its
    /// slices are the values of `--model-per`. `None` without cross-validation.
    pub out_of_fold: Option<&'a Evaluation>,
    /// Rows of their own.
    pub test: Option<&'a TestFigures>,
}

/// How good a model is on rows of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct TestFigures {
    /// The figures.
    pub evaluation: Evaluation,
    /// The identity of the rows ([`Dataset::blake3`](crate::dataset::Dataset::blake3)).
    pub blake3: String,
}

impl ModelCard<'_> {
    /// The card, with a line end.
    pub fn render(&self) -> String {
        let sections = [
            ("Details", self.details()),
            ("Intended use", self.intended_use()),
            ("Training data", self.training_data()),
            ("How good it is", self.figures()),
            ("Limits", list(&self.limits())),
            ("To make it again", self.reproduction()),
        ];
        let sections: String =
            sections.iter().map(|(title, body)| format!("\n## {title}\n\n{body}")).collect();
        format!(
            "{CARD_MARK}: train writes it beside the model, and over it the next time -->\n# Model \
             card: {}\n\nIt labels a short text, such as a sentence, as one of {}.\n{sections}",
            escaped(self.name),
            self.label_names()
        )
    }

    fn label_names(&self) -> String {
        let names = self.models.labels().names().iter();
        names.map(|label| format!("**{}**", escaped(label))).collect::<Vec<_>>().join(", ")
    }

    /// The settings are the same in all models.
    fn first(&self) -> &Model {
        &self.models.models()[0]
    }

    fn details(&self) -> String {
        let model = self.first();
        let all = self.models.models();
        let terms: usize = all.iter().map(|model| model.pipeline.tfidf().n_features()).sum();
        let classifier = &model.spec.classifier;
        let classifier = serde_json::to_string(classifier).unwrap_or_default();
        let normalization = serde_json::to_string(&model.spec.normalization).unwrap_or_default();
        let mut rows = vec![
            ["made by".into(), format!("stancekit {}", model.record.stancekit_version)],
            ["kind".into(), "multinomial logistic regression on TF-IDF terms".into()],
            ["terms".into(), terms.to_string()],
            ["classifier".into(), code(&classifier)],
            ["normalization".into(), code(&normalization)],
        ];
        for block in &model.spec.features {
            rows.push(["features".into(), code(&settings(block))]);
        }
        if let Some(by) = self.models.by() {
            let of = format!("{}, one for each value of {}", all.len(), escaped(&by.column));
            rows.insert(1, ["models".into(), of]);
        }
        rows.push(["operating point".into(), self.operating_point()]);
        table(&["", ""], &rows)
    }

    fn operating_point(&self) -> String {
        let model = self.first();
        let Some(tuning) = &model.calibration.tuning else {
            return "the shares of the labels in training".into();
        };
        let labels = model.pipeline.labels().names().iter();
        let offsets: Vec<String> = labels
            .zip(&tuning.offsets)
            .map(|(label, offset)| format!("{} {offset:+.1}", escaped(label)))
            .collect();
        let sets: Vec<String> = tuning
            .sets
            .iter()
            .map(|set| format!("{} (blake3 {})", set.size(), code(&set.blake3)))
            .collect();
        format!(
            "offsets {}; chosen on {} with at most {} of {} taken for another label",
            offsets.join(", "),
            sets.join(" and "),
            tuning.max_false_alarms,
            escaped(&tuning.background)
        )
    }

    fn intended_use(&self) -> String {
        let like = match self.language() {
            Some(language) => format!("texts in the language {language} (ISO 639-3) that are"),
            None => "texts".into(),
        };
        let items = [
            format!(
                "For finding and counting these labels in {like} like those of the training data, as \
                 a first reading that a person checks."
            ),
            "For people who can read the texts themselves, and who check a sample before they quote \
             a count."
                .into(),
            "Not for decisions about persons, nor as the only evidence of what somebody said.".into(),
        ];
        list(&items)
    }

    /// The language of all models, where it is sure and one.
    fn language(&self) -> Option<&str> {
        let mut languages = self.models.models().iter().map(|m| m.record.language.as_deref());
        let first = languages.next()??;
        languages.all(|language| language == Some(first)).then_some(first)
    }

    fn training_data(&self) -> String {
        let all = self.models.models();
        let names = self.models.labels().names();
        let count =
            |model: &Model, label: &str| model.record.label_counts.get(label).copied().unwrap_or(0);
        let mut text = match self.models.by() {
            None => {
                let rows = names.iter().map(|l| [escaped(l), count(&all[0], l).to_string()]);
                let whole = ["(all)".to_owned(), all[0].record.rows.to_string()];
                table(&["label", "rows"], &rows.chain([whole]).collect::<Vec<_>>())
            }
            Some(by) => {
                let mut header = vec![by.column.as_str(), "rows"];
                header.extend(names.iter().map(String::as_str));
                let header: Vec<String> = header.into_iter().map(escaped).collect();
                let rows = by.values.iter().zip(all).map(|(value, model)| {
                    let counts = names.iter().map(|label| count(model, label).to_string());
                    let rows = model.record.rows.to_string();
                    [escaped(value), rows].into_iter().chain(counts).collect::<Vec<_>>()
                });
                let header: Vec<&str> = header.iter().map(String::as_str).collect();
                table(&header, &rows.collect::<Vec<_>>())
            }
        };
        let mut items = Vec::new();
        for (place, model) in all.iter().enumerate() {
            let record = &model.record;
            let of = match self.models.by() {
                None => String::new(),
                Some(by) => format!("{}: ", escaped(&by.values[place])),
            };
            let groups = match record.groups {
                Some(groups) => format!("{groups} groups (column {})", code(&record.columns.group)),
                None => "no groups".into(),
            };
            let language = record.language.as_deref().unwrap_or("not sure");
            items.push(format!(
                "{of}{groups}; language {language}; blake3 {}",
                code(&record.data_blake3)
            ));
        }
        text.push('\n');
        text + &list(&items)
    }

    fn figures(&self) -> String {
        let mut text = String::from("All figures are those of the default operating point.\n");
        match (self.out_of_fold, self.models.cross_validation()) {
            (Some(evaluation), Some(cv)) => {
                let whole = if cv.grouped { "groups whole" } else { "by label, without groups" };
                text.push_str(&format!(
                    "\n### Held out in training\n\n{} rows in {} folds, {whole}: each is labelled by a \
                     model that was fitted without its fold.\n\n{}",
                    evaluation.scores.n,
                    cv.folds,
                    tables(evaluation)
                ));
                if !evaluation.slices.is_empty() {
                    text.push_str(&format!("\n{}", slices(evaluation)));
                }
            }
            _ => text.push_str("\nNot cross-validated: nothing is known of rows held out.\n"),
        }
        if let Some(test) = self.test {
            let evaluation = &test.evaluation;
            text.push_str(&format!(
                "\n### On rows of their own\n\n{} rows, blake3 {}.\n\n{}",
                evaluation.scores.n,
                code(&test.blake3),
                tables(evaluation)
            ));
            left_out(evaluation).iter().for_each(|note| text.push_str(&format!("\n{note}\n")));
        }
        text
    }

    fn limits(&self) -> Vec<String> {
        let all = self.models.models();
        let mut limits = vec![
            "Every text gets one of these labels, also one that is nothing of the kind.".to_owned(),
            "It was fitted on the rows above alone. Of other outlets, years, registers or lengths the \
             figures say nothing."
                .to_owned(),
        ];
        match self.language() {
            Some(language) => {
                limits.push(format!("It knows words of the language {language} alone."))
            }
            None => limits.push("The language of its rows is not sure, or not one.".into()),
        }
        for (place, model) in all.iter().enumerate() {
            let record = &model.record;
            let of = match self.models.by() {
                None => String::new(),
                Some(by) => format!("{}: ", escaped(&by.values[place])),
            };
            match record.groups {
                None => limits.push(format!(
                    "{of}The rows have no groups. Where some are alike, what is held out is too easy \
                     and the intervals are too narrow."
                )),
                Some(groups) if groups < FEW_GROUPS => limits.push(format!(
                    "{of}{groups} groups are few: the intervals run narrow, and other groups may be \
                     unlike all of them."
                )),
                Some(_) => {}
            }
            let few: Vec<String> = record
                .label_counts
                .iter()
                .filter(|(_, rows)| **rows < FEW_ROWS)
                .map(|(label, rows)| format!("{} ({rows})", escaped(label)))
                .collect();
            if !few.is_empty() {
                limits.push(format!(
                    "{of}Labels with less than {FEW_ROWS} rows in training: {}.",
                    few.join(", ")
                ));
            }
            if !record.converged {
                limits.push(format!("{of}The fit has not converged."));
            }
        }
        if self.models.c_choice().is_some() {
            let why = "`c` was chosen by the rows held out, which flatters their figures a little.";
            limits.push(why.into());
        }
        if self.models.models().iter().any(|model| model.calibration.thresholds.is_some()) {
            limits.push(
                "The thresholds were chosen by the rows held out, which flatters their \
                figures: the macro-F1 of other rows is nearer to what `train` calls held out."
                    .into(),
            );
        }
        if let Some(evaluation) = self.test.map(|test| &test.evaluation).or(self.out_of_fold) {
            limits.extend(weakest(evaluation));
        }
        limits.push(
            "Where the labels are more or less frequent than in these rows, precision, F1 and the \
             probabilities are others."
                .into(),
        );
        limits.push("It reads words, not facts: whether a text is true is not its matter.".into());
        limits
    }

    fn reproduction(&self) -> String {
        let record = &self.first().record;
        format!(
            "```sh\n{}\n```\n\nWith stancekit {}, seed {} and the same rows (blake3 above) this makes \
             the same model, byte for byte. Paths from the root of a machine are shown by their last \
             name.\n",
            visible(self.command),
            record.stancekit_version,
            record.seed
        )
    }
}

/// The figures over all rows, and those of each label.
fn tables(evaluation: &Evaluation) -> String {
    let mut names: Vec<(&str, String)> =
        SHOWN.iter().map(|(name, shown)| (*name, (*shown).to_owned())).collect();
    if let Some(background) = &evaluation.background {
        names.push(("false_alarms_per_100", escaped(&false_alarms_name(background))));
    }
    let all: Vec<[String; 3]> = names
        .into_iter()
        .map(|(name, shown)| {
            let of = metric(&evaluation.metrics, name);
            [shown, value(of.value), interval(of, " to ")]
        })
        .collect();
    let labels: Vec<[String; 5]> = evaluation
        .scores
        .labels
        .iter()
        .map(|label| {
            let of =
                |name: &str| cell(metric(&evaluation.metrics, &format!("{name}:{}", label.label)));
            let name = escaped(&label.label);
            [name, of("precision"), of("recall"), of("f1"), label.support.to_string()]
        })
        .collect();
    let Baselines { majority, chance } = &evaluation.baselines;
    format!(
        "{}\n{}\nWithout reading, on the same rows: always {} accuracy {:.4}, macro F1 {:.4}; by chance \
         {:.4} and {:.4}.\n\n{}\n",
        table(&["", "value", "95 % interval"], &all),
        table(&["label", "precision", "recall", "F1", "rows"], &labels),
        escaped(&majority.label),
        majority.accuracy,
        majority.macro_f1,
        chance.accuracy,
        chance.macro_f1,
        in_words(evaluation)
    )
}

/// What the intervals were drawn from; its own marks of punctuation stay.
fn in_words(evaluation: &Evaluation) -> String {
    let words = escaped(&drawn_from(&evaluation.intervals));
    words.replace("&#58;", ":").replace("\\(", "(").replace("\\)", ")")
}

fn slices(evaluation: &Evaluation) -> String {
    let rows: Vec<[String; 4]> = evaluation
        .slices
        .iter()
        .map(|s| [escaped(&s.value), s.n.to_string(), cell(s.accuracy), cell(s.macro_f1)])
        .collect();
    let column = evaluation.slices.first().map_or(String::new(), |slice| escaped(&slice.column));
    table(&[&column, "rows", "accuracy", "macro F1"], &rows)
}

/// The label with the lowest F1.
fn weakest(evaluation: &Evaluation) -> Option<String> {
    let f1 = |label: &str| metric(&evaluation.metrics, &format!("f1:{label}"));
    let known = evaluation.scores.labels.iter().filter(|label| label.support > 0);
    let weakest = known.min_by(|a, b| a.f1.total_cmp(&b.f1))?;
    Some(format!(
        "The weakest label is {}: F1 {}.",
        escaped(&weakest.label),
        cell(f1(&weakest.label))
    ))
}

/// `0.8840 (0.8670 to 0.9140)`.
fn cell(of: Figure) -> String {
    match interval(of, " to ") {
        none if none.is_empty() => value(of.value),
        ends => format!("{} ({ends})", value(of.value)),
    }
}

/// Text as code, which Markdown takes as it stands.
fn code(text: &str) -> String {
    format!("`{}`", visible(text).replace('`', "'").replace('|', "\\|"))
}

fn list(items: &[String]) -> String {
    items.iter().map(|item| format!("- {item}\n")).collect()
}

fn table<R: AsRef<[String]>>(header: &[&str], rows: &[R]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    let rule = format!("|{}\n", "---|".repeat(header.len()));
    let rows: String = rows.iter().map(|row| line(row.as_ref())).collect();
    line(&header) + &rule + &rows
}
