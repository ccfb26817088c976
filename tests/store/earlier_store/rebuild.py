"""Make the store of an earlier version, which `tests/store/test_earlier_store.py` opens.

Run it with the code of commit b68e502, the last one before rows came typed out of the store, and
with nothing newer on the path:

    python tests/store/earlier_store/rebuild.py FOLDER

It collects a few of the samples into a workspace in FOLDER, has three workers and a lead work on
them with a fixed clock and a fixed key, and writes beside the workspace `store.sql`, the whole
database as text, and `expected.json`, what that version said of it.
"""

import itertools
import json
import shutil
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATHS = 8  # recordings; the damaged ones come on top
BAD = ("bad/clipped.flac", "bad/no_consent.mp3", "bad/truncated.wav", "bad/same_speech.flac")
KEY = "0f" * 32


def fill_inbox(samples: Path, inbox: Path) -> list[str]:
    """Make an inbox of a few samples; returns its paths."""
    header, *lines = (samples / "manifest.csv").read_text(encoding="utf-8").splitlines()
    good = [line for line in lines if not line.startswith("bad/")][:PATHS]
    bad = [line for line in lines if line.startswith(BAD)]
    missing = "clips/nothing.wav," + good[0].split(",", 1)[1]
    chosen = [*good, *bad]
    for line in chosen:
        path = line.split(",")[0]
        (inbox / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(samples / path, inbox / path)
    text = "\n".join([header, *chosen, missing]) + "\n"
    (inbox / "manifest.csv").write_text(text, encoding="utf-8")
    return [line.split(",")[0] for line in [*chosen, missing]]


def main(folder: Path) -> None:  # noqa: C901, PLR0915 - one day's work, in order
    """Make the store and what was said of it."""
    from pipeline.io.queue_answers import Answer, flag, save_answer, skip
    from pipeline.io.queue_listens import record_listen
    from pipeline.io.queue_workers import find_worker, register
    from pipeline.review.flags import FLAGS
    from pipeline.review.ledger import parse_period
    from pipeline.review.overlap import ReviewRules
    from pipeline.stages.appeals import appeal_by_worker
    from pipeline.stages.check import check_rows, refused_rows
    from pipeline.stages.collect import Collector
    from pipeline.stages.compare import compare
    from pipeline.stages.enqueue import queue_for_people
    from pipeline.stages.explain import explain
    from pipeline.stages.gold_items import add_gold
    from pipeline.stages.listens import count_listens
    from pipeline.stages.pay import pay
    from pipeline.stages.redact import Redaction, redact
    from pipeline.stages.scored import load_scored, load_speaker_accents

    from pipeline.io.inbox import open_inbox
    from pipeline.io.queue import lease_next
    from pipeline.io.store import Transaction
    from pipeline.io.workspace import Workspace, init_workspace
    from pipeline.stages.imports import import_corrections, import_hypotheses, import_references
    from pipeline.stages.status import status
    from pipeline.stages.tag import tag

    clock, ids = itertools.count(1), itertools.count(1)

    def now() -> datetime:
        return NOON + timedelta(seconds=30 * next(clock))

    Transaction.fresh_id = lambda _self: f"{next(ids) * 2654435761:024x}"
    root, samples = folder / "workspace", HERE.parents[2] / "sample_audio"
    init_workspace(root)
    (root / "secret.key").write_text(KEY + "\n", encoding="ascii")
    place = Workspace(root)
    store = place.store
    paths = fill_inbox(samples, folder / "inbox")
    for_release = place.settings.consent.consent_for_release
    opened = open_inbox(folder / "inbox", consent_for_release=for_release)
    collector = Collector(place, now())
    for batch in opened.rows(batch_rows=5):
        collector.save(refused_rows(place, batch.refused))
        collector.save(check_rows(place, opened.audio_folder, batch.rows, now()))
    tag(place, now())

    utterances = store.read("utterances", where={"verdict": ["accepted", "warned"]})
    prompts = store.read("prompts").set_index("prompt_id")["text"].to_dict()
    read = {row.utterance_id: prompts[row.prompt_id] for row in utterances.itertuples()}
    names = sorted(read)
    tables = {}
    tables["hypotheses"] = folder / "hypotheses.csv"
    heard = "".join(f"{name},{read[name].lower()}\n" for name in names)
    tables["hypotheses"].write_text("utterance_id,text\n" + heard, encoding="utf-8")
    import_hypotheses(place, tables["hypotheses"], now(), engine="other", model="m1")
    words = [
        {"word": f" {word}", "start_s": 0.2 * at, "end_s": 0.2 * at + 0.18, "probability": 0.6}
        for at, word in enumerate(read[names[0]].split())
    ]
    with store.writing() as transaction:
        row = {
            "hypothesis_id": "h" + "1" * 24, "utterance_id": names[0], "engine": "whisper",
            "model": "tiny.en", "version": "1", "model_sha256": "0" * 64, "settings": {"beam": 1},
            "identity": "whisper/tiny.en", "text": read[names[0]], "words": words,
            "language": "en", "transcribed_at": now(),
        }  # fmt: skip
        transaction.add("hypotheses", [row])
    for worker_id, accents in (("worker-1", ["en-us"]), ("worker-2", []), ("worker-3", [])):
        register(store, worker_id, ["en"], None, now(), accents=accents, region="FR")
    register(store, "lead-1", ["en"], None, now())
    add_gold(place, names[1], find_worker(store, "lead-1"), read[names[1]], now())
    queue_for_people(place, now())
    rules = ReviewRules(most_listeners=3, gold_share=0.2)
    for worker_id, add in (("worker-1", ""), ("worker-2", " or not"), ("worker-3", " perhaps so")):
        worker = find_worker(store, worker_id)
        for turn in range(9):
            held = lease_next(store, worker, now(), 30.0, rules)
            if held is None:
                break
            record_listen(store, worker, held, now(), speed=1.0)
            name = held.assignment_id
            if turn == 3:
                skip(store, worker, name, "noise", now(), 2.0)
            elif turn == 5:
                flag(store, worker, name, FLAGS["unintelligible"], now(), 1.0, rules)
            else:
                text = read[held.utterance_id] + (add if turn % 2 else "")
                answer = Answer(text, "edited", None, 5.0 + turn)
                save_answer(store, worker, name, answer, now(), rules)
    compare(place, now())
    typed = store.read("corrections", where={"retracted_at": None, "gold": False}).iloc[0]
    appeal_by_worker(place, typed["utterance_id"], typed["worker_id"], "not so", now())
    redact(place, names[0], Redaction(((0.2, 0.5),)), by="lead-1", now=now())
    tables["references"] = folder / "references.csv"
    tables["references"].write_text(f"utterance_id,text\n{names[2]},{read[names[2]]}\n")
    import_references(place, tables["references"], now())
    tables["corrections"] = folder / "corrections.csv"
    tables["corrections"].write_text(f"utterance_id,worker,text\n{names[3]},worker-9,so\n")
    import_corrections(place, tables["corrections"], now())
    compare(place, now())
    queue_for_people(place, now())
    pay(place, parse_period("2026-03"), now())

    scored = load_scored(place, NOON + timedelta(days=1))
    said = {
        "status": status(store),
        "explain": {
            name: explain(place, name)
            for name in (*store.read("utterances")["utterance_id"], *paths)
            if _is_known(place, name)
        },
        "listens": repr(count_listens(place, "worker", "worker-1")),
        "scored": scored.frame.to_dict("records"),
        "left_out": scored.left_out,
        "accents": load_speaker_accents(place, list(scored.frame["speaker_id"])).to_dict("records"),
        "tables": {name: path.read_text(encoding="utf-8") for name, path in tables.items()},
    }  # fmt: skip
    text = json.dumps(said, indent=1, default=str, ensure_ascii=False)
    (HERE / "expected.json").write_text(text + "\n", encoding="utf-8")
    store.close()
    with sqlite3.connect(root / "isogloss.db") as database:
        (HERE / "store.sql").write_text("\n".join(database.iterdump()) + "\n", encoding="utf-8")


def _is_known(place, name) -> bool:
    from pipeline.stages.explain import explain

    from pipeline.errors import UnknownIdError

    try:
        explain(place, name)
    except UnknownIdError:
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]))
