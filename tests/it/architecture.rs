//! The walls between the modules, as `docs/architecture.md` draws them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// Each module and the modules it uses, in the order of `src/lib.rs`. The same
/// table stands in `docs/architecture.md`.
const USES: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("whole_file", &["error"]),
    ("compression", &[]),
    ("label", &["error"]),
    ("dataset", &["error", "compression", "label"]),
    ("article", &[]),
    ("document", &["error", "compression"]),
    ("gold", &["error", "article", "document"]),
    ("text", &[]),
    ("features", &["error", "text"]),
    ("solver", &["error"]),
    ("linear", &["error", "features", "solver"]),
    ("metrics", &["error", "label"]),
    ("prevalence", &["label", "metrics"]),
    ("calibration", &["error", "label", "metrics"]),
    ("pipeline", &["error", "label", "dataset", "text", "features", "linear", "calibration"]),
    ("explain", &["text", "features", "pipeline"]),
    ("evaluation", &["error", "label", "article", "gold", "metrics", "pipeline"]),
    (
        "selection",
        &[
            "error",
            "label",
            "dataset",
            "gold",
            "linear",
            "metrics",
            "calibration",
            "pipeline",
            "evaluation",
        ],
    ),
    ("leakage", &["error", "dataset", "text"]),
    (
        "model_file",
        &[
            "error",
            "whole_file",
            "label",
            "dataset",
            "features",
            "linear",
            "calibration",
            "pipeline",
            "selection",
            "leakage",
        ],
    ),
    (
        "report",
        &[
            "error",
            "label",
            "article",
            "features",
            "metrics",
            "prevalence",
            "pipeline",
            "explain",
            "selection",
            "leakage",
            "model_file",
        ],
    ),
    (
        "cli",
        &[
            "error",
            "whole_file",
            "compression",
            "label",
            "dataset",
            "article",
            "document",
            "gold",
            "text",
            "features",
            "solver",
            "linear",
            "metrics",
            "prevalence",
            "calibration",
            "pipeline",
            "explain",
            "evaluation",
            "selection",
            "leakage",
            "model_file",
            "report",
        ],
    ),
];

const MOST_LINES: usize = 400;
const MOST_LINES_OF_MAIN: usize = 40;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A source file, named by its path below `src/`.
struct Source {
    name: String,
    text: String,
}

impl Source {
    /// The module that it belongs to; none for `lib.rs` and `main.rs`.
    fn module(&self) -> Option<&str> {
        let first = self.name.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        (!matches!(first, "lib" | "main")).then_some(first)
    }

    /// Lines of code with their numbers: comments and examples left out.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn sources() -> Vec<Source> {
    fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("src/ is there") {
            let path = entry.expect("src/ can be read").path();
            if path.is_dir() {
                collect(&path, files);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    let src = root().join("src");
    let mut files = Vec::new();
    collect(&src, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| Source {
            name: path
                .strip_prefix(&src)
                .expect("it lies in src/")
                .components()
                .map(|part| part.as_os_str().to_string_lossy())
                .collect::<Vec<_>>()
                .join("/"),
            text: fs::read_to_string(&path).expect("sources are UTF-8"),
        })
        .collect()
}

/// The modules of the crate that a text of code names: `crate::a::B` gives
/// `a`, and so does `crate::{a::B, c}` with `c` besides.
fn named(code: &str) -> BTreeSet<String> {
    let name = Regex::new(r"^\s*(?:r#)?(\w+)").expect("a valid pattern");
    let mut found = BTreeSet::new();
    let starts = Regex::new(r"\bcrate\s*::\s*").expect("a valid pattern");
    for start in starts.find_iter(code) {
        let rest = &code[start.end()..];
        let parts = match rest.strip_prefix('{') {
            Some(group) => top_level_parts(group),
            None => vec![rest],
        };
        found.extend(parts.into_iter().filter_map(|part| Some(name.captures(part)?[1].to_owned())));
    }
    found
}

/// The parts of a braced group, cut at the commas that belong to it.
fn top_level_parts(group: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[from..at]);
                from = at + 1;
            }
            '}' => {
                parts.push(&group[from..at]);
                break;
            }
            _ => {}
        }
    }
    parts
}

/// What each module really uses, and in which file.
fn real_uses() -> BTreeMap<String, BTreeMap<String, String>> {
    let mut uses: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for source in sources() {
        let Some(module) = source.module() else { continue };
        let code: Vec<&str> = source.code().map(|(_, line)| line).collect();
        let of_module = uses.entry(module.to_owned()).or_default();
        for name in named(&code.join("\n")).into_iter().filter(|name| name != module) {
            of_module.entry(name).or_insert_with(|| source.name.clone());
        }
    }
    uses
}

fn declared_modules() -> Vec<String> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs is there");
    let module = Regex::new(r"(?m)^(?:pub )?mod (\w+);").expect("a valid pattern");
    module.captures_iter(&lib).map(|found| found[1].to_owned()).collect()
}

#[test]
fn paths_are_found_in_every_form() {
    let names = |code: &str| named(code).into_iter().collect::<Vec<_>>();
    assert_eq!(names("use crate::error::{Error, Result};"), ["error"]);
    assert_eq!(names("use crate::{\n    a::{B, C},\n    d,\n};"), ["a", "d"]);
    assert_eq!(names("crate::solver::softmax(&mut s)"), ["solver"]);
    assert_eq!(names("pub(in crate::article) fn f() {}"), ["article"]);
    assert_eq!(names("use super::crates::x;"), [""; 0]);
}

#[test]
fn the_table_lists_the_modules_of_lib_rs_in_their_order() {
    let table: Vec<&str> = USES.iter().map(|(module, _)| *module).collect();
    assert_eq!(table, declared_modules(), "USES and src/lib.rs differ");
    for (place, (module, uses)) in USES.iter().enumerate() {
        let above: Vec<&str> =
            table[..place].iter().copied().filter(|m| uses.contains(m)).collect();
        assert_eq!(&above, uses, "{module} may use only modules above it, in the order of lib.rs");
    }
}

#[test]
fn modules_use_what_the_table_allows_and_no_more() {
    let real = real_uses();
    let mut wrong = Vec::new();
    for (module, files) in &real {
        let Some((_, allowed)) = USES.iter().find(|(name, _)| name == module) else {
            wrong.push(format!("src/{module} is not declared in src/lib.rs"));
            continue;
        };
        for (used, file) in files.iter().filter(|(used, _)| !allowed.contains(&used.as_str())) {
            wrong.push(format!("src/{file} uses {used}, which {module} may not"));
        }
    }
    for (module, allowed) in USES {
        for name in *allowed {
            if !real.get(*module).is_some_and(|files| files.contains_key(*name)) {
                wrong.push(format!("{module} does not use {name} any more: take it off the table"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn other_modules_are_named_from_the_crate() {
    let modules = declared_modules().join("|");
    let way_round = Regex::new(&format!(r"\bsuper::(?:{modules})\b")).expect("a valid pattern");
    for source in sources() {
        for (line, code) in source.code() {
            assert!(
                !way_round.is_match(code),
                "src/{}:{line}: write crate:: in place of super::",
                source.name
            );
        }
    }
}

#[test]
fn the_document_shows_the_same_table() {
    let document = fs::read_to_string(root().join("docs/architecture.md")).expect("it is there");
    let (_, section) =
        document.split_once("## What may use what").expect("the document has that heading");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows: Vec<(String, Vec<String>)> = section
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
            let [module, uses] = cells[..] else { panic!("two cells expected: {line}") };
            let names = |cell: &str| -> Vec<String> {
                cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
            };
            (names(module).concat(), names(uses))
        })
        .collect();
    let table: Vec<(String, Vec<String>)> = USES
        .iter()
        .map(|(module, uses)| {
            ((*module).to_owned(), uses.iter().map(|name| (*name).to_owned()).collect())
        })
        .collect();
    assert_eq!(rows, table, "docs/architecture.md and the table of this test differ");
}

#[test]
fn files_are_short() {
    for source in sources() {
        let most = if source.name == "main.rs" { MOST_LINES_OF_MAIN } else { MOST_LINES };
        let lines = source.text.lines().count();
        assert!(lines <= most, "src/{} has {lines} lines, at most {most} allowed", source.name);
    }
}

#[test]
fn only_the_command_line_prints() {
    let print =
        Regex::new(r"\b(?:e?print(?:ln)?|dbg)!|\bstd(?:out|err)\(\)").expect("a valid pattern");
    for source in sources().into_iter().filter(|s| s.module() != Some("cli")) {
        for (line, code) in source.code() {
            assert!(!print.is_match(code), "src/{}:{line} prints: {code}", source.name);
        }
    }
}
