//! One model for all rows, or one for each value of a column.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use rayon::prelude::*;
use safetensors::tensor::Dtype;
use serde::{Deserialize, Serialize};

use super::container::{NO_CHECKSUM, Opened, Parts};
use super::tensors::{Source, Tensor, Tensors};
use super::{FORMAT, Model};
use crate::calibration::OperatingPoint;
use crate::error::{Error, Result};
use crate::features::Room;
use crate::label::LabelSet;
use crate::pipeline::Prediction;
use crate::selection::{CChoice, CrossValidationRecord};
use crate::whole_file::WholeFile;

/// How several models share the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct By {
    /// The column whose value says which model a row is for.
    pub column: String,
    /// Its values, sorted by their bytes, each once: one for each model.
    pub values: Vec<String>,
    /// How the one `c` of all models was chosen, where it was not given.
    pub c_choice: Option<CChoice>,
    /// Scores of cross-validation within each value, all rows together.
    pub cross_validation: Option<CrossValidationRecord>,
}

/// What a model file holds: one model for all rows, or one for each value of a
/// column. Its labels are those of all its models.
#[derive(Debug, Clone, PartialEq)]
pub struct Models {
    by: Option<By>,
    models: Vec<Model>,
    labels: LabelSet,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    blake3: String,
    by: By,
    format: u32,
}

impl From<Model> for Models {
    fn from(model: Model) -> Self {
        Self { labels: model.pipeline.labels().clone(), by: None, models: vec![model] }
    }
}

impl Models {
    /// One model for each of `by.values`, in their order.
    ///
    /// # Errors
    /// [`Error::Params`] where there are more or fewer, or the values are not
    /// sorted.
    pub fn new(by: By, models: Vec<Model>) -> Result<Self> {
        let n = by.values.len();
        if n == 0 || models.len() != n || !by.values.is_sorted_by(|a, b| a < b) {
            return Err(Error::params(
                "models",
                format!("{} for the values {:?}", models.len(), by.values),
                "one for each value, the values sorted, each once",
            ));
        }
        let names = models.iter().flat_map(|model| model.pipeline.labels().names());
        Ok(Self { labels: LabelSet::from_names(names), by: Some(by), models })
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// As [`Model::load`].
    pub fn load(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).map_err(|e| Error::io(path, "read", e))?;
        Self::from_bytes(&bytes, &path.display().to_string())
    }

    /// As [`Models::load`], for a model that is used until the program ends. The
    /// bytes of the file are never freed; weights and terms are used where they
    /// stand in them, so that a large model opens in two thirds of the time and half the memory.
    ///
    /// # Errors
    /// As [`Model::load`].
    pub fn load_for_good(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).map_err(|e| Error::io(path, "read", e))?;
        Self::from_source(Source::Static(bytes.leak()), &path.display().to_string())
    }

    /// Reads models from the bytes of their file; `source` is its name in
    /// messages.
    ///
    /// # Errors
    /// As [`Model::load`].
    pub fn from_bytes(bytes: &[u8], source: &str) -> Result<Self> {
        Self::from_source(Source::Read(bytes), source)
    }

    fn from_source(bytes: Source<'_>, source: &str) -> Result<Self> {
        let opened = Opened::new(bytes, source)?;
        if !opened.is_by() {
            return Ok(Model::from_opened(&opened, source)?.into());
        }
        let (by, models) = opened.read(source, |header: Header| {
            let values = header.by.values.iter().enumerate();
            let read =
                |(place, value): (usize, &String)| read_one(&opened.tensors, place, value, source);
            let models = values.map(read).collect::<Result<Vec<Model>>>()?;
            Ok((header.by, models))
        })?;
        Self::new(by, models)
            .map_err(|e| Error::model(source, format!("its parts do not fit: {e}")))
    }

    /// Writes into a file that was opened before the work began.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&self, file: WholeFile, path: &Path) -> Result<()> {
        let Some(by) = &self.by else {
            return self.models[0].write(file, path);
        };
        let header = Header { blake3: NO_CHECKSUM.into(), by: by.clone(), format: FORMAT };
        let tensors = self.models.iter().enumerate().map(|(place, model)| {
            let bytes = model.to_bytes()?;
            Ok((name(place), Tensor::new(Dtype::U8, vec![bytes.len()], Cow::Owned(bytes))))
        });
        Parts::new(&header, tensors.collect::<Result<_>>()?)?.write(file, path)
    }

    /// How the models share the rows; `None` where there is one for all.
    pub fn by(&self) -> Option<&By> {
        self.by.as_ref()
    }

    /// The models, in the order of their values.
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// The one model for all rows.
    ///
    /// # Errors
    /// [`Error::Params`] where there is one for each value of a column.
    pub fn only(&self) -> Result<&Model> {
        match &self.by {
            None => Ok(&self.models[0]),
            Some(by) => Err(Error::params(
                "--model",
                format!("one model for each value of the column {:?}", by.column),
                "tables with that column, or a model for all texts",
            )),
        }
    }

    /// How `c` was chosen, where it was not given.
    pub fn c_choice(&self) -> Option<&CChoice> {
        match &self.by {
            Some(by) => by.c_choice.as_ref(),
            None => self.models[0].record.c_choice.as_ref(),
        }
    }

    /// Scores of cross-validation, where it was done.
    pub fn cross_validation(&self) -> Option<&CrossValidationRecord> {
        match &self.by {
            Some(by) => by.cross_validation.as_ref(),
            None => self.models[0].record.cross_validation.as_ref(),
        }
    }

    /// The labels of all models.
    pub fn labels(&self) -> &LabelSet {
        &self.labels
    }

    /// Which model labels a row with this value; any value where there is one
    /// model for all.
    pub fn place_of(&self, value: &str) -> Option<usize> {
        match &self.by {
            None => Some(0),
            Some(by) => by.values.binary_search_by(|known| known.as_str().cmp(value)).ok(),
        }
    }

    /// Labels a text by the model at `place`; classes are those of
    /// [`Models::labels`], with probability 0 for labels that it lacks.
    pub fn predict_in(&self, place: usize, text: &str, room: &mut Room) -> Prediction {
        let pipeline = &self.models[place].pipeline;
        let prediction = pipeline.predict_in(text, room);
        if pipeline.labels().len() == self.labels.len() {
            return prediction;
        }
        let label = pipeline.labels().name(prediction.class);
        Prediction {
            class: self.labels.index_of(label).unwrap_or_default(),
            probabilities: pipeline.labels().spread(&prediction.probabilities, &self.labels),
        }
    }

    /// Labels texts, each by the model at its place, in order, with any number
    /// of threads.
    pub fn predict(&self, rows: &[(usize, &str)]) -> Vec<Prediction> {
        rows.par_iter()
            .map_init(Room::default, |room, (place, text)| self.predict_in(*place, text, room))
            .collect()
    }

    /// The models, each at the operating point that `point` gives for it.
    ///
    /// # Errors
    /// Those of `point`.
    pub fn decide_at(mut self, point: impl Fn(&Model) -> Result<OperatingPoint>) -> Result<Self> {
        for model in &mut self.models {
            let point = point(model)?;
            model.pipeline.decide_at(point);
        }
        Ok(self)
    }
}

fn name(place: usize) -> String {
    format!("model.{place}")
}

fn read_one(tensors: &Tensors<'_>, place: usize, value: &str, source: &str) -> Result<Model> {
    let bytes = tensors
        .bytes(&name(place))
        .map_err(|e| Error::model(source, format!("its parts do not fit: {e}")))?;
    Model::from_bytes(bytes, &format!("{source}, model of {value:?}"))
}
