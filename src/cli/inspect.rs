//! `stancekit inspect`.

use super::Outcome;
use super::args::InspectArgs;
use super::values::TextOrJson;
use crate::report::{Inspection, inspection_json, inspection_text};

pub(super) fn run(args: &InspectArgs) -> anyhow::Result<Outcome> {
    let models = super::models(args.model.as_deref())?;
    let inspection = Inspection::new(&models, args.terms);
    let text = match args.format {
        TextOrJson::Text => inspection_text(&inspection),
        TextOrJson::Json => inspection_json(&inspection),
    };
    super::print(&text)?;
    Ok(Outcome::Done)
}
