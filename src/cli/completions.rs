//! `stancekit completions` and `stancekit man`.

use std::io::Write;

use clap::CommandFactory;

use super::Outcome;
use super::args::{Cli, CompletionsArgs};

pub(super) fn completions(args: &CompletionsArgs) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "stancekit", &mut script);
    super::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}

/// One page: the command, then each subcommand.
pub(super) fn man() -> anyhow::Result<Outcome> {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for subcommand in command.get_subcommands().filter(|c| c.get_name() != "help") {
        let man = clap_mangen::Man::new(subcommand.clone());
        writeln!(page, ".SH \"STANCEKIT {}\"", subcommand.get_name().to_uppercase())?;
        man.render_description_section(&mut page)?;
        man.render_options_section(&mut page)?;
        if let Some(help) = subcommand.get_after_help() {
            // As it stands: a filled example cannot be copied.
            let lines = help.to_string().replace('\\', "\\\\").replace("\n.", "\n\\&.");
            writeln!(page, ".nf\n{lines}\n.fi")?;
        }
    }
    super::print(&String::from_utf8_lossy(&page))?;
    Ok(Outcome::Done)
}
