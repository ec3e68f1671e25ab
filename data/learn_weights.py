"""Learn the weights of `data/world/words.toml` from a corpus of news with annotated places.

    python data/learn_weights.py GOLD.jsonl [even|odd]

`GOLD.jsonl`: a document a line with `id`, `text` and `toponyms` (`start`, `end`). With `even` or `odd` only every second document is learnt from, so that
the others can check it. Prints the table [weights]; logistic regression with a quadratic penalty, by Newton's method.
"""

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from geo import corpus, gazetteer_file, world
from geo.resolve import Resolver

PENALTY, RARE = 1.0, 4


def spans_of(gold: list[dict]):
    """(signs, size, is annotated) of every span of the documents."""
    seen = []

    class Watched(Resolver):
        """Keeps what its recogniser saw."""

    resolver = Watched(gazetteer_file.load(), world.load())
    recogniser = resolver._reader._recogniser  # noqa: SLF001
    find = recogniser.spans
    recogniser.spans = lambda passages, curated: seen.append(find(passages, curated)) or seen[-1]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        for document in gold:
            path.write_text(document["text"], encoding="utf-8", newline="")
            right = {(place["start"], place["end"]) for place in document["toponyms"]}
            for one in corpus.read_documents(path):
                seen.clear()
                resolver.resolve(list(corpus.passages(one)))
                for span in (span for spans in seen for span in spans):
                    if "curated home" not in span.signs:
                        yield span.signs, span.size, span.passage.source_span(span.start, span.end) in right


def learn(rows) -> dict[str, float]:
    count = Counter(sign for signs, _, _ in rows for sign in signs)
    names = ["size", *sorted(sign for sign, seen in count.items() if seen >= RARE)]
    column = {name: at for at, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    y = np.array([right for _, _, right in rows], dtype=float)
    for at, (signs, size, _) in enumerate(rows):
        x[at, 0] = size
        for sign in signs:
            if sign in column:
                x[at, column[sign]] = 1
    w = np.zeros(len(names))
    penalty = np.full(len(names), PENALTY)
    penalty[column["any"]] = 0.01
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty), x.T @ (y - p) - penalty * w)
        w += step
        if abs(step).max() < 1e-6:
            break
    return {name: round(float(value), 2) for name, value in zip(names, w, strict=True)}


def main() -> None:
    gold = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    if len(sys.argv) > 2:
        gold = gold[sys.argv[2] == "odd" :: 2]
    print("[weights]")
    for name, value in learn(list(spans_of(gold))).items():
        print(f'"{name}" = {value}')


if __name__ == "__main__":
    main()
