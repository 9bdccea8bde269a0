"""One step of one peer, as a process of its own:

    programs.py PROGRAM train|predict|one FOLDER [C]

FOLDER is the set's working folder, made by peers.py: train.csv, test.csv,
train.ft, train.vw, test.vw, one.csv (a single row of the test set).
"""

import csv
import sys


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return [(row["text"], row["label"]) for row in reader]


def write(path, labels):
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(label + "\n" for label in labels)


def scikit(make):
    def run(step, folder, c):
        import joblib

        if step == "train":
            from sklearn.feature_extraction.text import TfidfVectorizer
            from sklearn.pipeline import make_pipeline

            texts, labels = zip(*rows(f"{folder}/train.csv"))
            words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
            joblib.dump(make_pipeline(words, make(c)).fit(texts, labels), f"{folder}/{make.__name__}")
            return
        data = f"{folder}/test.csv" if step == "predict" else f"{folder}/one.csv"
        texts, _ = zip(*rows(data))
        write(f"{folder}/{make.__name__}.{step}", joblib.load(f"{folder}/{make.__name__}").predict(texts))

    return run


def lr(c):
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=c, max_iter=1000)


def svc(c):
    from sklearn.svm import LinearSVC

    return LinearSVC()


def fasttext(step, folder, c):
    import fasttext

    fasttext.FastText.eprint = lambda *a, **k: None
    model = f"{folder}/fasttext.bin"
    if step == "train":
        epochs = 5 if len(rows(f"{folder}/train.csv")) > 50_000 else 25
        made = fasttext.train_supervised(
            f"{folder}/train.ft", lr=0.5, epoch=epochs, wordNgrams=2, dim=20, thread=2, verbose=0
        )
        made.save_model(model)
        return
    data = f"{folder}/test.csv" if step == "predict" else f"{folder}/one.csv"
    loaded = fasttext.load_model(model)
    # The binding's own predict needs a numpy of old.
    found = [loaded.f.predict(one_line(text) + "\n", 1, 0.0, "strict") for text, _ in rows(data)]
    write(f"{folder}/fasttext.{step}", [f[0][1].removeprefix("__label__") for f in found])


def one_line(text):
    return " ".join(text.lower().split())


def vw(step, folder, c):
    from vowpalwabbit import Workspace

    labels = sorted({label for _, label in rows(f"{folder}/train.csv")})
    model = f"{folder}/vw.model"
    if step == "train":
        Workspace(
            f"-d {folder}/train.vw --oaa {len(labels)} --ngram 2 -b 22 --passes 10 -c -k "
            f"--loss_function logistic -f {model} --quiet"
        ).finish()
        return
    data = f"{folder}/test.vw" if step == "predict" else f"{folder}/one.vw"
    found = f"{folder}/vw.{step}.raw"
    Workspace(f"-d {data} -t -i {model} -p {found} --quiet").finish()
    with open(found) as file:
        write(f"{folder}/vw.{step}", [labels[int(float(line)) - 1] for line in file])


PROGRAMS = {"lr": scikit(lr), "svc": scikit(svc), "fasttext": fasttext, "vw": vw}

if __name__ == "__main__":
    program, step, folder, c = sys.argv[1:5]
    PROGRAMS[program](step, folder, float(c))
