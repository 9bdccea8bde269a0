"""What peers cannot read from CSV, written outside of any timing."""

import csv
import json
import shutil
import sys
from pathlib import Path


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return [(row["text"], row["label"]) for row in csv.DictReader(file)]


def prepare(folder, work):
    train, test = read(folder / "train.csv"), read(folder / "test.csv")
    labels = {label: i + 1 for i, label in enumerate(sorted({label for _, label in train}))}
    flat = lambda text: " ".join(text.lower().split())
    plain = lambda text: flat(text).replace(":", " ").replace("|", " ")
    for name, rows in (("train", train), ("test", test), ("one", test[:1])):
        with open(work / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("text", "label"), *rows])
        with open(work / f"{name}.vw", "w", encoding="utf-8") as file:
            file.writelines(f"{labels.get(label, 1)} | {plain(text)}\n" for text, label in rows)
    with open(work / "train.ft", "w", encoding="utf-8") as file:
        file.writelines(f"__label__{label.replace(' ', '_')} {flat(text)}\n" for text, label in train)
    if shutil.which("liblinear-train"):
        from sklearn.datasets import dump_svmlight_file
        from sklearn.feature_extraction.text import TfidfVectorizer

        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        made = words.fit_transform(text for text, _ in train)
        parts = {"train": (made, train), "test": (words.transform(t for t, _ in test), test)}
        parts["one"] = (parts["test"][0][:1], test[:1])
        for name, (matrix, rows) in parts.items():
            y = [labels.get(label, 1) for _, label in rows]
            dump_svmlight_file(matrix, y, str(work / f"{name}.svm"), zero_based=False)
    truth = {"truth": [label for _, label in test], "labels": {i: label for label, i in labels.items()}, "rows": len(train)}
    (work / "truth.json").write_text(json.dumps(truth))


if __name__ == "__main__":
    prepare(*map(Path, sys.argv[1:]))
