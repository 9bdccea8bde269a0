//! Folders to work in, the binary, and a little labelled data.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use assert_cmd::Command;
use tempfile::TempDir;

/// Sentences by label; the word before the first bar of a row is its topic.
const SENTENCES: [(&str, [&str; 12]); 3] = [
    (
        "demand",
        [
            "port|The harbour union must be given back its berths, the captain said.",
            "port|Open the locks before the tide turns, she told the harbour master.",
            "valley|The farmers called on the council to let the water through.",
            "valley|You must pull the diggers out of the valley by Friday.",
            "bridge|We insist that the northern lane of the bridge be cleared.",
            "bridge|The mayor must publish the survey of the bridge, residents urged.",
            "mine|Miners called on the owners to pay the wages of May.",
            "mine|The shaft must be closed until the pumps are mended, he demanded.",
            "border|They must let the lorries pass, the drivers demanded.",
            "border|Patrols have to leave the orchard at once, the elder insisted.",
            "school|Parents urged the board to keep the village school open.",
            "school|The board must answer our letter, the teachers demanded.",
        ],
    ),
    (
        "denial",
        [
            "port|The company denied that its tugs had blocked the harbour.",
            "port|We had nothing to do with the oil in the basin, the owner said.",
            "valley|It is not true that we sold the spring, the council said.",
            "valley|The builder denied ever having dug on the farmers' land.",
            "bridge|No one of ours touched the bridge, the engineer said.",
            "bridge|The contractor rejected the claim as false and denied any delay.",
            "mine|The owners denied that the alarm had been switched off.",
            "mine|There was no leak, the manager said, it never happened.",
            "border|The guards denied having fired at the lorries.",
            "border|We did not cross the river, the commander said.",
            "school|The board denied reports that the roof was unsafe.",
            "school|Nobody was told to stay silent, the head said, that is false.",
        ],
    ),
    (
        "threat",
        [
            "port|We will close every berth if the pay talks fail, the union warned.",
            "port|Any ship that breaks the strike will regret it, he warned.",
            "valley|If the diggers come back we will burn them, one man shouted.",
            "valley|The council will pay dearly for this, the farmers warned.",
            "bridge|Cross that line and the bridge will fall, the note warned.",
            "bridge|We will block the road for a month if they go on.",
            "mine|The owners will face ruin if a single lamp goes out, he vowed.",
            "mine|We will flood the shaft if the police come in, they warned.",
            "border|Any patrol in the orchard will be met with force.",
            "border|There will be consequences if one more lorry is stopped, he vowed.",
            "school|We will take the board to court and ruin it, a father vowed.",
            "school|Close the school and you will not sleep again, the letter warned.",
        ],
    ),
];

/// The rows as `(text, label, topic)`, the labels mixed.
pub fn rows() -> Vec<(&'static str, &'static str, &'static str)> {
    let row = |place: usize, label: usize| {
        let (label, sentences) = &SENTENCES[label];
        let (topic, text) = sentences[place].split_once('|').unwrap();
        (text, *label, topic)
    };
    (0..12).flat_map(|place| (0..3).map(move |label| row(place, label))).collect()
}

/// The rows as a table with the columns text, label and topic.
pub fn labelled(separator: char) -> String {
    let mut table = ["text", "label", "topic\n"].join(&separator.to_string());
    for (text, label, topic) in rows() {
        table.push_str(&format!("\"{text}\"{separator}{label}{separator}{topic}\n"));
    }
    table
}

/// The rows as a CSV without groups.
pub fn ungrouped() -> String {
    let mut table = "text,label\n".to_owned();
    for (text, label, _) in rows() {
        table.push_str(&format!("\"{text}\",{label}\n"));
    }
    table
}

/// How a run of the binary ended.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Asserts the exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        assert!(!self.err.contains("panicked"), "{self:#?}");
        self
    }

    /// Asserts that standard error holds each part.
    #[track_caller]
    pub fn says<const N: usize>(self, parts: [&str; N]) -> Self {
        for part in parts {
            assert!(self.err.contains(part), "no {part:?} in {self:#?}");
        }
        self
    }

    /// Asserts that it failed with one message that holds each part, and
    /// printed no result.
    #[track_caller]
    pub fn fails<const N: usize>(self, parts: [&str; N]) -> Self {
        let run = self.exits(2).says(parts).says(["error:"]);
        assert_eq!(run.out, "");
        run
    }

    /// Each line of standard output as JSON.
    pub fn objects(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Standard output as one JSON value.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

/// The binary.
pub fn stancekit() -> Command {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("stancekit");
    command.env_remove("GLIBC_TUNABLES").env_remove("RAYON_NUM_THREADS");
    command
}

/// A folder that goes away at the end; the binary runs in it.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With `train.csv`, 36 rows of three labels in six topics.
    pub fn with_data() -> Self {
        let folder = Self::new();
        folder.write("train.csv", labelled(','));
        folder
    }

    /// Writes a file.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// The names of all that is in the folder, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Runs the binary with arguments parted by spaces; `MODEL` stands for the
    /// path of [`model`].
    pub fn run(&self, arguments: &str) -> Run {
        self.run_all(arguments, &[])
    }

    /// As [`Folder::run`], with more arguments that may hold spaces.
    pub fn run_all(&self, arguments: &str, more: &[&str]) -> Run {
        finish(self.command(arguments).args(more))
    }

    /// As [`Folder::run`], with standard input.
    pub fn run_with(&self, arguments: &str, input: impl Into<Vec<u8>>) -> Run {
        finish(self.command(arguments).write_stdin(input))
    }

    /// Starts the binary and does not wait for it.
    pub fn spawn(&self, arguments: &str) -> std::process::Child {
        let command = self.command(arguments);
        std::process::Command::new(command.get_program())
            .args(command.get_args())
            .current_dir(self.0.path())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap()
    }

    pub fn command(&self, arguments: &str) -> Command {
        let mut command = stancekit();
        command.current_dir(self.0.path());
        for argument in arguments.split_whitespace() {
            match argument {
                "MODEL" => command.arg(model()),
                other => command.arg(other),
            };
        }
        command
    }
}

fn finish(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code().expect("ended by a signal"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A small model trained by the binary on [`labelled`], once for all tests.
pub fn model() -> &'static Path {
    static MODEL: OnceLock<(Folder, PathBuf)> = OnceLock::new();
    let (_, path) = MODEL.get_or_init(|| {
        let folder = Folder::with_data();
        folder.run("train train.csv --output small.safetensors").exits(0);
        let path = folder.path("small.safetensors");
        (folder, path)
    });
    path
}
