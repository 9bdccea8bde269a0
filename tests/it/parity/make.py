#!/usr/bin/env python3
"""Writes expected.json: what scikit-learn makes of the corpora beside this file.

    python3 tests/it/parity/make.py           writes it
    python3 tests/it/parity/make.py --check   compares with what is there

The tests compare to 1e-4 (probabilities), 1e-6 (features, objectives) and 1e-9
(metrics); numbers are kept with all their digits. Every expected number comes from scikit-learn, except the
objectives, which are scikit-learn's weights put into the formula of its manual.
"""

import csv
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy import sparse
from scipy.special import logsumexp
from sklearn import metrics
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

HERE = Path(__file__).parent

# Texts that no model was fitted on, for each corpus.
HELD_OUT = {
    "news": [
        "The bank said that shares in the company rose by four per cent in the spring.",
        "Rain and wind closed the stadium, and the final was not played.",
        "Police arrested a doctor who had taken medicine from the hospital.",
        "Quantum gravity remains unsolved.",
        "",
    ],
    "council": [
        "I support the plan for the harbour and I will vote for it.",
        "We do not need the tram and we do not want it.",
        "The the the THE bridge, bridge, bridge!",
        "Zwölf Boxkämpfer jagen Viktor.",
        "I",
    ],
    "odd": [
        "“Café” ΣΑΣ, İstanbul! the cat sat on the the mat 🎉 we won",
        "two\x1cthree\u00a0and snake_case 10\u2003000 km",
        "はい 東京の天気は晴れ",
        "?! 🙂 \u0301\u0301",
        "ΑΣ ΟΔΥΣΣΕΑΣ STRASSE ﬁnal cafe\u0301 never NO no no",
    ],
}

# Each setting is a list of blocks. max_features is lowered to the next number
# without a tie at the border (see `without_tie`), because scikit-learn breaks
# ties as its sort happens to leave them.
SETTINGS = [
    [dict(words=(1, 1), sublinear=True)],
    [dict(words=(1, 1), sublinear=False)],
    [dict(words=(1, 2), sublinear=True)],
    [dict(words=(1, 2), sublinear=False, min_df=2)],
    [dict(words=(1, 2), sublinear=True, max_df=0.5)],
    [dict(words=(1, 1), sublinear=False, max_features=20)],
    [dict(char_wb=(2, 5), sublinear=True)],
    [dict(char_wb=(2, 5), sublinear=False, min_df=2)],
    [dict(char_wb=(3, 4), sublinear=False)],
    [dict(char_wb=(3, 4), sublinear=True, min_df=2, max_df=0.5)],
    [dict(char_wb=(2, 5), sublinear=True, max_features=20)],
    [dict(words=(1, 2), sublinear=True), dict(char_wb=(2, 5), sublinear=True, min_df=3)],
    [dict(char_wb=(3, 4), sublinear=False, min_df=3), dict(words=(1, 1), sublinear=True, max_df=0.5)],
]
# What a corpus is not asked, for the size of the file.
LEFT_OUT = {"news": [6, 7, 8]}


def read(name):
    with open(HERE / f"{name}.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["label"] for row in rows]


def vectorizer(block, **more):
    if "words" in block:
        kind = dict(analyzer="word", ngram_range=block["words"])
    else:
        kind = dict(analyzer="char_wb", ngram_range=block["char_wb"])
    return TfidfVectorizer(
        **kind,
        sublinear_tf=block["sublinear"],
        min_df=block.get("min_df", 1),
        max_df=block.get("max_df", 1.0),
        **more,
    )


def without_tie(block, texts):
    """The largest limit up to block["max_features"] at whose border no two
    terms occur equally often."""
    plain = vectorizer({**block, "sublinear": False}, use_idf=False, norm=None)
    totals = np.sort(np.asarray(plain.fit_transform(texts).sum(axis=0)).ravel())[::-1]
    limit = block["max_features"]
    while totals[limit - 1] == totals[limit]:
        limit -= 1
        assert limit > 0, "ties all the way"
    return limit


def table(values):
    """Values that repeat: those that differ, and which one stands at each place."""
    different, which = np.unique(values, return_inverse=True)
    return {"values": different.tolist(), "at": which.tolist()}


def rows_of(matrix):
    """Each row's columns, as differences to the one before, and values."""
    matrix = sparse.csr_matrix(matrix)
    matrix.sort_indices()
    rows = []
    for row in range(matrix.shape[0]):
        part = slice(matrix.indptr[row], matrix.indptr[row + 1])
        steps = np.diff(matrix.indices[part], prepend=0)
        rows.append({"steps": steps.tolist(), **table(matrix.data[part])})
    return rows


def features(setting, texts, held_out):
    blocks, fitted, held = [], [], []
    for block in setting:
        block = dict(block)
        more = {}
        if "max_features" in block:
            block["max_features"] = more["max_features"] = without_tie(block, texts)
        tfidf = vectorizer(block, **more)
        fitted.append(tfidf.fit_transform(texts))
        held.append(tfidf.transform(held_out))
        vocabulary = tfidf.get_feature_names_out().tolist()
        assert vocabulary == sorted(vocabulary)
        assert not any("\n" in term for term in vocabulary)
        idf = table(tfidf.idf_)
        blocks.append({**block, "vocabulary": "\n".join(vocabulary), "idf": idf})
    return {"blocks": blocks, "rows": rows_of(sparse.hstack(fitted)), "held_out": rows_of(sparse.hstack(held))}


def objective(model, x, targets, weights, c):
    """sum of weighted losses + |W|^2 / (2 c), and the norm of its gradient over
    that at zero."""
    coef, intercept = model.coef_, model.intercept_
    two = len(model.classes_) == 2
    truth = np.eye(len(model.classes_))[targets]

    def gradient(scores, coef):
        p = np.exp(scores - logsumexp(scores, axis=1, keepdims=True))
        residual = (p - truth) * weights[:, None]
        residual = residual[:, 1:] if two else residual
        return np.linalg.norm(np.vstack([(x.T @ residual) + coef.T / c, residual.sum(axis=0)]))

    scores = x @ coef.T + intercept
    scores = np.hstack([np.zeros_like(scores), scores]) if two else scores
    losses = logsumexp(scores, axis=1) - scores[np.arange(len(targets)), targets]
    value = weights @ losses + (coef**2).sum() / (2 * c)
    return value, gradient(scores, coef) / gradient(np.zeros_like(scores), np.zeros_like(coef))


def probabilities(texts, labels, held_out):
    tfidf = vectorizer(dict(words=(1, 2), sublinear=True))
    x, held = tfidf.fit_transform(texts), tfidf.transform(held_out)
    fits = []
    for class_weight in (None, "balanced"):
        for c in (0.5, 1.0, 30.0):
            by_solver = []
            for solver in ("newton-cg", "lbfgs"):
                model = LogisticRegression(
                    C=c, class_weight=class_weight, solver=solver, tol=1e-10, max_iter=100_000
                )
                with warnings.catch_warnings():
                    # The line search gives up at the limit of rounding; the
                    # gradient is looked at below.
                    warnings.simplefilter("ignore")
                    model.fit(x, labels)
                classes = model.classes_.tolist()
                targets = np.array([classes.index(label) for label in labels])
                counts = np.bincount(targets)
                weights = np.ones(len(targets))
                if class_weight == "balanced":
                    weights = (len(targets) / (len(classes) * counts))[targets]
                value, gradient = objective(model, x, targets, weights, c)
                by_solver.append((gradient, model, value))
            (_, one, _), (_, other, _) = by_solver
            between = abs(one.predict_proba(x) - other.predict_proba(x)).max()
            gradient, model, value = min(by_solver, key=lambda s: s[0])
            print(f"  C={c:4} {class_weight!s:8} {model.solver:9} gradient {gradient:.1e}, "
                  f"its solvers differ by {between:.1e}", file=sys.stderr)
            assert gradient < 1e-8 and between < 1e-5
            fits.append(
                {
                    "c": c,
                    "balanced": class_weight == "balanced",
                    "labels": classes,
                    "objective": value,
                    "rows": model.predict_proba(x).tolist(),
                    "held_out": model.predict_proba(held).tolist(),
                }
            )
    return fits


def scores(name, truth, predicted, p):
    truth, predicted, p = np.array(truth), np.array(predicted), np.array(p)
    k = p.shape[1]
    all_labels = list(range(k))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        truth, predicted, labels=all_labels, zero_division=0
    )
    macro = dict(average="macro", zero_division=0)
    weighted = dict(average="weighted", zero_division=0)
    kappa = metrics.cohen_kappa_score(truth, predicted, labels=all_labels)

    def average_precision(label):
        """Of one label against the rest; none without a row of it."""
        of_label = (truth == label).astype(int)
        return metrics.average_precision_score(of_label, p[:, label]) if of_label.any() else None

    return {
        "name": name,
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "probabilities": p.tolist(),
        "accuracy": metrics.accuracy_score(truth, predicted),
        "macro_f1": metrics.f1_score(truth, predicted, average="macro", zero_division=0),
        "weighted_f1": metrics.f1_score(truth, predicted, average="weighted", zero_division=0),
        "log_loss": metrics.log_loss(truth, y_proba=p, labels=all_labels),
        "balanced_accuracy": metrics.balanced_accuracy_score(truth, predicted),
        "macro_precision": metrics.precision_score(truth, predicted, **macro),
        "macro_recall": metrics.recall_score(truth, predicted, **macro),
        "weighted_precision": metrics.precision_score(truth, predicted, **weighted),
        "weighted_recall": metrics.recall_score(truth, predicted, **weighted),
        "mcc": metrics.matthews_corrcoef(truth, predicted),
        "kappa": None if np.isnan(kappa) else float(kappa),
        "brier": metrics.brier_score_loss(truth, p, labels=all_labels, scale_by_half=False),
        "average_precision": [average_precision(label) for label in all_labels],
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.astype(int).tolist(),
        "confusion_matrix": metrics.confusion_matrix(truth, predicted, labels=all_labels).astype(int).tolist(),
    }


def all_scores():
    random = np.random.RandomState(20)

    def p(n, k):
        return random.dirichlet(np.full(k, 0.5), size=n)

    def best(name, truth, p):
        return scores(name, truth, p.argmax(axis=1), p)

    ints = random.randint
    half = [[0.5, 0.5]]

    def tied(n):
        """Few different probabilities, so that many rows are equally probable."""
        rows = np.array([[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.25, 0.25, 0.5], [0.75, 0.25, 0.0]])
        return rows[ints(len(rows), size=n)]

    return [
        best("five labels", ints(5, size=60), p(60, 5)),
        best("two labels", ints(2, size=30), p(30, 2)),
        scores("predictions that are not the most probable", ints(4, size=30), ints(4, size=30), p(30, 4)),
        best("very uneven labels", np.minimum(ints(40, size=60), 3), p(60, 4)),
        scores("a label never predicted", [0, 1, 2, 2, 1, 0], [0, 1, 1, 0, 1, 0], p(6, 3)),
        scores("a label predicted that is not in the truth", [0, 1, 1, 0], [2, 1, 2, 0], p(4, 3)),
        scores("a label in neither", [0, 1, 3, 3, 0], [0, 3, 3, 1, 0], p(5, 4)),
        scores("all wrong", [0, 1, 2], [1, 2, 0], p(3, 3)),
        scores("all right", [2, 0, 1, 1], [2, 0, 1, 1], p(4, 3)),
        scores("one row, right", [1], [1], half),
        scores("one row, wrong", [0], [1], [[0.25, 0.75]]),
        scores("certain and right, certain and wrong", [0, 1, 1], [0, 1, 0], [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]),
        best("ties in the probabilities", ints(3, size=80), tied(80)),
        best("all rows equally probable", ints(3, size=30), np.full((30, 3), 1 / 3)),
        scores("one label and nothing else", [1, 1, 1], [1, 1, 1], p(3, 3)),
        scores("one label in the truth, another predicted", [1, 1, 1], [2, 2, 2], p(3, 3)),
        scores("one label predicted", [0, 1, 2, 1], [1, 1, 1, 1], p(4, 3)),
        best("more than ten labels", ints(12, size=40), p(40, 12)),
    ]


def compact(value, depth):
    """JSON with a line for each part, so that a difference can be seen."""
    if depth == 0 or not isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, dict):
        parts = (f"{json.dumps(k)}:{compact(v, depth - 1)}" for k, v in value.items())
        return "{\n" + ",\n".join(parts) + "\n}"
    return "[\n" + ",\n".join(compact(v, depth - 1) for v in value) + "\n]"


def main():
    corpora = []
    for name, held_out in HELD_OUT.items():
        texts, labels = read(name)
        print(f"{name}: {len(texts)} rows", file=sys.stderr)
        settings = [
            features(setting, texts, held_out)
            for place, setting in enumerate(SETTINGS)
            if place not in LEFT_OUT.get(name, [])
        ]
        corpora.append(
            {
                "name": name,
                "n_rows": len(texts),
                "held_out": held_out,
                "features": settings,
                "fits": probabilities(texts, labels, held_out),
            }
        )
    versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "scipy": scipy.__version__}
    document = {"made_with": versions, "corpora": corpora, "metrics": all_scores()}
    text = compact(document, 5) + "\n"
    path = HERE / "expected.json"
    if sys.argv[1:] == ["--check"]:
        same = path.read_text(encoding="utf-8") == text
        print("the same" if same else "differs", file=sys.stderr)
        return 0 if same else 1
    path.write_text(text, encoding="utf-8")
    print(f"{len(text.encode())} bytes", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
