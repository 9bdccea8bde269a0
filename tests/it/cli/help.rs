//! Help, version, completions and the manual page.

use crate::support::Folder;

const COMMANDS: [&str; 11] = [
    "train",
    "predict",
    "evaluate",
    "compare",
    "explain",
    "count",
    "inspect",
    "check",
    "split",
    "completions",
    "man",
];

#[test]
fn the_version_is_printed() {
    let run = Folder::new().run("--version").exits(0);
    assert_eq!(run.out, format!("stancekit {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn help_names_every_command_and_the_exit_codes() {
    let folder = Folder::new();
    let help = folder.run("--help").exits(0).out;
    for command in COMMANDS {
        assert!(help.contains(&format!("\n  {command} ")), "no {command} in {help}");
    }
    assert!(help.contains("Exit codes: 0 done; 1 ran") && help.contains("Examples:"));
}

#[test]
fn the_help_of_each_command_has_examples() {
    let folder = Folder::new();
    for command in COMMANDS {
        let help = folder.run(&format!("{command} --help")).exits(0).out;
        assert!(help.contains(&format!("Usage: stancekit {command}")), "{help}");
        assert!(help.contains("Examples:\n  "), "{command}: {help}");
        assert!(help.contains(&format!("stancekit {command}")), "{command}: {help}");
    }
}

#[test]
fn completions_are_written_for_each_shell() {
    let folder = Folder::new();
    for (shell, part) in
        [("bash", "complete -F"), ("zsh", "#compdef stancekit"), ("fish", "complete -c stancekit")]
    {
        let script = folder.run(&format!("completions {shell}")).exits(0).out;
        assert!(script.contains(part), "{shell}");
        assert!(COMMANDS.iter().all(|command| script.contains(command)), "{shell}");
        assert!(script.contains("min-confidence"), "{shell}");
    }
    folder.run("completions tcsh").fails(["tcsh", "bash"]);
}

#[test]
fn the_manual_page_is_roff() {
    let page = Folder::new().run("man").exits(0).out;
    let first = page.lines().find(|line| line.starts_with(".TH"));
    assert!(first.is_some_and(|line| line.contains("stancekit")), "{first:?}");
    for part in [".SH NAME", ".SH SYNOPSIS", ".SH \"STANCEKIT PREDICT\"", "min\\-confidence"] {
        assert!(page.contains(part), "no {part:?}");
    }
}
