"""Runs stancekit and its peers on sets of texts and labels; see `run`."""

import csv
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
# Inverse regularisation strengths: those that do best on the sets that the
# project is measured on, the same for every program that has one.
C = {"trec6": 30.0, "banking77": 10.0}
DEFAULT_C = 10.0
# The others write a model alone, and a label for each text alone.
ALONE = ["--no-card", "--fingerprints", "none"]
LABELS = ["--format", "csv", "--no-probabilities"]
# Above this many rows scikit-learn's LR is run once and stopped at LIMIT.
MANY, LIMIT = 50_000, 600


def main():
    root, *folders = map(Path, sys.argv[1:])
    rounds = int(os.environ.get("ROUNDS", "3"))
    only = os.environ.get("ONLY")
    results = {}
    for folder in folders:
        work = root / "target/peers" / folder.name
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        # By a process of its own: what a child is charged with at its start is
        # the memory of the process that starts it.
        subprocess.run([sys.executable, str(HERE / "prepare.py"), str(folder), str(work)], check=True)
        test = json.loads((work / "truth.json").read_text())
        test["labels"] = {int(number): label for number, label in test["labels"].items()}
        programs = commands(root, work, folder.name, C.get(folder.name, DEFAULT_C))
        if only:
            programs = {name: p for name, p in programs.items() if name in only.split(",")}
        results[folder.name] = measure(programs, work, test, rounds)
        show(folder.name, results[folder.name])
        (root / "target/peers/results.json").write_text(json.dumps(results, indent=1))
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores; medians of {rounds} rounds, in turn.")


def commands(root, work, name, c):
    """For each program: train, predict, one (argument lists), the file with
    its predictions and how a line of it becomes a label."""
    tool = str(root / "target/release/stancekit")
    model = str(work / "stancekit.safetensors")
    plain = lambda lines, labels: lines
    programs = {
        "stancekit": (
            [tool, "train", str(work / "train.csv"), "--output", model, "--folds", "0", "--c", str(c),
             "--word-ngrams", "1-2", "--char-ngrams", "none", *ALONE],
            [tool, "predict", "-m", model, str(work / "test.csv"), *LABELS, "-o", str(work / "stancekit.predict")],
            [tool, "predict", "-m", model, str(work / "one.csv"), *LABELS],
            "stancekit.predict",
            lambda lines, labels: [row["label"] for row in csv.DictReader(lines)],
        )
    }
    step = lambda program, what: [sys.executable, str(HERE / "programs.py"), program, what, str(work), str(c)]
    for label, program in (("scikit-learn LR", "lr"), ("scikit-learn LinearSVC", "svc"), ("fastText", "fasttext"), ("Vowpal Wabbit", "vw")):
        programs[label] = (*(step(program, what) for what in ("train", "predict", "one")), f"{program}.predict", plain)
    if shutil.which("liblinear-train"):
        svm = lambda part: str(work / f"{part}.svm")
        model, out = str(work / "liblinear.model"), str(work / "liblinear.predict")
        programs["LIBLINEAR -s 7"] = (
            ["liblinear-train", "-s", "7", "-c", str(c), "-B", "1", "-q", svm("train"), model],
            ["liblinear-predict", svm("test"), model, out],
            ["liblinear-predict", svm("one"), model, out + ".one"],
            "liblinear.predict",
            lambda lines, labels: [labels[int(line)] for line in lines],
        )
    return programs


def run(command, limit=None):
    """Wall seconds and peak megabytes of a process; None where it was stopped."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while True:
        pid, status, usage = os.wait4(child.pid, 0 if limit is None else os.WNOHANG)
        if pid:
            break
        if time.perf_counter() - start > limit:
            child.kill()
            os.wait4(child.pid, 0)
            return None, None
        time.sleep(0.05)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{' '.join(command)}: {child.stderr.read().decode()}")
    return seconds, usage.ru_maxrss / 1024


def measure(programs, work, test, rounds):
    seen = {name: {"train": [], "mb": [], "predict": [], "one": []} for name in programs}
    for number in range(rounds):
        for name, (train, predict, one, found, read_labels) in programs.items():
            result = seen[name]
            slow = name == "scikit-learn LR" and test["rows"] > MANY
            if "over" in result or (slow and number > 0):
                continue
            seconds, mb = run(train, LIMIT if slow else None)
            if seconds is None:
                result["over"] = LIMIT
                continue
            result["train"].append(seconds)
            result["mb"].append(mb)
            result["predict"].append(run(predict)[0])
            result["one"].append(run(one)[0])
            if number == 0:
                with open(work / found, encoding="utf-8", newline="") as file:
                    labels = read_labels(file.read().splitlines(), test["labels"])
                result.update(scores(test["truth"], labels))
    return seen


def scores(truth, found):
    assert len(truth) == len(found), (len(truth), len(found))
    labels = sorted({*truth, *found})
    f1 = []
    for label in labels:
        right = sum(t == f == label for t, f in zip(truth, found))
        every = sum(t == label for t in truth) + sum(f == label for f in found)
        f1.append(2 * right / every if every else 0.0)
    return {
        "accuracy": 100 * sum(t == f for t, f in zip(truth, found)) / len(truth),
        "macro_f1": 100 * sum(f1) / len(f1),
    }


def show(name, seen):
    ours = {key: statistics.median(values) for key, values in seen.get("stancekit", {}).items() if isinstance(values, list)}
    print(f"\n{name}\n")
    print("| program | accuracy | macro-F1 | train s | times ours | peak MB | times ours | predict s | times ours | one sentence ms | times ours |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for program, result in seen.items():
        cells = [f"{result[key]:.1f}" if key in result else "" for key in ("accuracy", "macro_f1")]
        for key, unit, digits in (("train", 1, 3), ("mb", 1, 0), ("predict", 1, 3), ("one", 1000, 1)):
            if not result[key]:
                cells += [f"over {result['over']}" if key == "train" else "", f"over {result['over'] / ours['train']:.0f}" if key == "train" and ours else ""]
                continue
            value = statistics.median(result[key])
            cells += [f"{value * unit:.{digits}f}", f"{value / ours[key]:.2f}" if ours else ""]
        print(f"| {program} | {' | '.join(cells)} |", flush=True)
    print()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
