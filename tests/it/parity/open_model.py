#!/usr/bin/env python3
"""Opens a model file with Python's `safetensors` and nothing of stancekit.

    python3 tests/it/parity/open_model.py MODEL
    python3 tests/it/parity/open_model.py MODEL --text 'We will not go.' --expect denial
    stancekit predict --model MODEL FILE --format jsonl |
        python3 tests/it/parity/open_model.py MODEL --predictions -

Says what the file holds. With --text, works a label out again from the parts
of the file. With --predictions, does so for each line that stancekit wrote and
compares label and probabilities (to 1e-6). Ends with 1 where anything does not
fit.
"""

import argparse
import json
import math
import re
import sys
import unicodedata
from collections import Counter

import numpy as np
from safetensors import safe_open

QUOTES = {
    **dict.fromkeys("“”„‟«»", '"'),
    **dict.fromkeys("‘’‚‛‹›", "'"),
    **dict.fromkeys("‐‑‒–—―", "-"),
    "…": "...",
}
NORMALIZATION = {
    "nfkc": lambda text: unicodedata.normalize("NFKC", text),
    "quotes": lambda text: text.translate(str.maketrans(QUOTES)),
    "lowercase": str.lower,
}


class Wrong(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Wrong(what)


def words(text, extractor):
    found = re.findall(r"\w\w+|[^\w\s]" if extractor["symbols"] else r"\w\w+", text)
    first, last = extractor["ngrams"]
    for n in range(first, last + 1):
        for start in range(len(found) - n + 1):
            yield " ".join(found[start : start + n])


def char_wb(text, extractor):
    first, last = extractor["ngrams"]
    for word in text.split():
        word = f" {word} "
        for n in range(first, last + 1):
            yield from (word[start : start + n] for start in range(max(len(word) - n, 0) + 1))
            if len(word) <= n:
                break


EXTRACTORS = {"word.v1": words, "char_wb.v1": char_wb}


class Model:
    def __init__(self, path):
        with safe_open(path, "np") as file:
            metadata = file.metadata() or {}
            need("stancekit" in metadata, "there is no metadata called stancekit")
            self.header = json.loads(metadata["stancekit"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}
        self.labels = self.header["labels"]
        need(self.labels == sorted(set(self.labels)), "the labels are not sorted, each once")
        self.specs = self.header["spec"]["features"]
        self.vocabularies, self.idf = [], []
        for place, spec in enumerate(self.specs):
            parts = [tensors.pop(f"block.{place}.{part}") for part in ("vocabulary", "offsets", "idf")]
            text, offsets, idf = parts
            need([p.dtype for p in parts] == [np.uint8, np.uint32, np.float32], f"types of block {place}")
            need(offsets[0] == 0 and offsets[-1] == len(text), f"offsets of block {place} cover its text")
            need((np.diff(offsets.astype(np.int64)) > 0).all(), f"offsets of block {place} ascend")
            text = text.tobytes()
            terms = [text[a:b].decode("utf-8") for a, b in zip(offsets[:-1], offsets[1:])]
            need(all(a < b for a, b in zip(terms, terms[1:])), f"terms of block {place} are sorted")
            need(len(idf) == len(terms), f"block {place} has an idf for each term")
            need(np.isfinite(idf).all() and (idf >= 1).all(), f"idf of block {place} is 1 or more")
            self.vocabularies.append({term: column for column, term in enumerate(terms)})
            self.idf.append(idf.astype(np.float64))
        self.weights, self.intercept = tensors.pop("weights"), tensors.pop("intercept")
        need(not tensors, f"no other tensors than told, found {sorted(tensors)}")
        columns = 1 if len(self.labels) == 2 else len(self.labels)
        rows = sum(map(len, self.vocabularies))
        need(self.weights.dtype == np.float32 and self.intercept.dtype == np.float64, "types of weights")
        need(self.weights.shape == (rows, columns), f"weights are {rows} x {columns}")
        need(self.intercept.shape == (columns,), f"{columns} intercepts")

    def show(self):
        print("format     ", self.header["format"])
        print("labels     ", ", ".join(self.labels))
        for spec, vocabulary in zip(self.specs, self.vocabularies):
            terms = list(vocabulary)
            shown = ", ".join(map(repr, terms[:2] + terms[len(terms) // 2 :][:2] + terms[-2:]))
            print("block      ", f"{spec['extractor']}: {len(terms)} terms, such as {shown}")
        print("weights    ", " x ".join(map(str, self.weights.shape)))

    def probabilities(self, text):
        for step in self.header["spec"]["normalization"]:
            text = NORMALIZATION[step](text)
        scores, first = self.intercept.copy(), 0
        for spec, vocabulary, idf in zip(self.specs, self.vocabularies, self.idf):
            terms = EXTRACTORS[spec["extractor"]["type"]](text, spec["extractor"])
            counts = Counter(vocabulary[term] for term in terms if term in vocabulary)
            tf = [1 + math.log(n) if spec["sublinear_tf"] else n for n in counts.values()]
            columns = np.array(list(counts), dtype=int)
            row = np.array(tf) * idf[columns]
            if len(columns):
                scores += (row / np.linalg.norm(row)) @ self.weights[first + columns].astype(np.float64)
            first += len(vocabulary)
        if len(self.labels) == 2:
            scores = np.array([0, scores[0]])
        scores = np.exp(scores - scores.max())
        return scores / scores.sum()

    def label(self, text):
        p = self.probabilities(text)
        return self.labels[int(p.argmax())], p


def compare(model, lines):
    rows, largest = 0, 0.0
    for line in lines:
        said = json.loads(line)
        label, p = model.label(said["text"])
        difference = max(abs(said["probabilities"][name] - p[k]) for k, name in enumerate(model.labels))
        largest = max(largest, difference)
        need(difference < 1e-6, f"probabilities of {said['text']!r} differ by {difference}")
        need(said["label"] == label, f"{said['text']!r} is {label} here, {said['label']} there")
        rows += 1
    need(rows > 0, "there is a line to compare")
    print("compared   ", f"{rows} texts: all labels the same, largest difference of a probability {largest:.1e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("--text")
    parser.add_argument("--expect", metavar="LABEL", help="what the text's label must be")
    parser.add_argument("--predictions", metavar="FILE.jsonl", help="from stancekit predict; - is stdin")
    args = parser.parse_args()
    try:
        model = Model(args.model)
        model.show()
        if args.text is not None:
            label, p = model.label(args.text)
            print("label      ", label, dict(zip(model.labels, p.round(6).tolist())))
            need(args.expect in (None, label), f"expected {args.expect}")
        if args.predictions == "-":
            compare(model, sys.stdin)
        elif args.predictions:
            with open(args.predictions, encoding="utf-8") as file:
                compare(model, file)
    except Wrong as wrong:
        print(f"does not fit: {wrong}", file=sys.stderr)
        return 1
    except Exception as error:
        print(f"does not fit: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
