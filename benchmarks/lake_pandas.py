"""The questions of `benchmarks.lake` as somebody asks them who has pandas: columns read that are needed, no
loops.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

WORTH = {"failed": 0, "unsupported": 1, "not_needed": 2, "done": 3}
LAST = ["logged_at", "entry_seq"]


def read(root: Path, table: str, columns: list[str]) -> pd.DataFrame:
    paths = sorted((root / table).glob("*/*/*/*.parquet"))
    return pd.concat([pd.read_parquet(path, columns=[*columns, *LAST]) for path in paths], ignore_index=True)


def last(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    return frame.sort_values(LAST, kind="stable").drop_duplicates(key, keep="last")


def best(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    order = frame.assign(worth=frame["status"].map(WORTH).fillna(-1))
    up = [True, False, True, True]
    return order.sort_values(["worth", "enriched_at", *LAST], ascending=up).drop_duplicates(key, keep="last")


def told(root: Path) -> pd.DataFrame:
    columns = ["message_id", "language", "targets"]
    said = last(read(root, "messages", columns), ["message_id"])[columns]
    known = best(
        read(root, "enrichments", ["message_id", "language", "sentiment", "status", "enriched_at"]),
        ["message_id"],
    )
    known = known[["message_id", "language", "sentiment", "status"]].rename(columns={"language": "detected"})
    both = said.merge(known, on="message_id", how="left")
    return both.assign(spoken=both["detected"].fillna(both["language"]))


def tried(root: Path) -> pd.DataFrame:
    columns = ["message_id", "source", "target", "status", "wait_ms", "enriched_at"]
    done, messages = best(read(root, "translations", columns), ["message_id", "target"]), told(root)
    mine = done.merge(messages[["message_id", "spoken"]], on="message_id")
    mine = mine.assign(source=mine["source"].fillna(mine["spoken"]))[mine["status"] != "not_needed"]
    waiting = messages[messages["status"] != "done"].explode("targets").rename(columns={"targets": "target"})
    waiting = waiting[waiting["target"] != waiting["spoken"]].assign(
        source=lambda one: one["spoken"], wait_ms=None
    )
    known = done[["message_id", "target"]].assign(known=True)
    waiting = waiting.merge(known, on=["message_id", "target"], how="left")
    waiting = waiting[waiting["known"].isna()]
    names = ["source", "target", "status", "wait_ms"]
    return pd.concat([mine[names], waiting[names].astype({"wait_ms": float})])


def spread(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    found = frame.groupby(by, dropna=False)["w"]
    return pd.DataFrame(
        {"n": found.count(), "mean": found.mean(), "median": found.median(), "p90": found.quantile(0.9)}
    ).reset_index()


def messages_by_language(root: Path) -> pd.DataFrame:
    return told(root).groupby("spoken").size().reset_index()


def negative(root: Path) -> pd.DataFrame:
    frame = told(root).assign(negative=lambda one: one["sentiment"] == "negative")
    found = frame.groupby("spoken").agg(n=("negative", "sum"), of=("sentiment", "count"))
    return found.assign(share=found["n"] / found["of"]).reset_index()


def translated(root: Path) -> pd.DataFrame:
    frame = tried(root).assign(done=lambda one: one["status"] == "done")
    found = frame.groupby(["source", "target"]).agg(n=("done", "sum"), of=("status", "count"))
    return found.assign(share=found["n"] / found["of"]).reset_index()


def waits(root: Path) -> pd.DataFrame:
    frame = tried(root).assign(w=lambda one: (one["wait_ms"] / 1000).where(one["status"] == "done"))
    return spread(frame, ["source", "target"])


def first_response(root: Path) -> pd.DataFrame:
    columns = [
        "message_id",
        "conversation_id",
        "organisation_id",
        "author_id",
        "author_kind",
        "seq",
        "posted_at",
    ]
    said = last(read(root, "messages", columns), ["message_id"]).rename(
        columns={"posted_at": "at", "message_id": "id"}
    )
    said = said[said["author_kind"].isin(["contact", "account"]) & said["organisation_id"].notna()]
    acts = ["activity_id", "conversation_id", "organisation_id", "kind", "at"]
    ends = last(read(root, "activity", acts), ["activity_id"]).rename(columns={"activity_id": "id"})
    ends = ends[(ends["kind"] == "conversation_resolved") & ends["organisation_id"].notna()]
    every = pd.concat([said.assign(rank=2), ends.assign(rank=4, seq=0)])
    every = every.sort_values(["conversation_id", "at", "rank", "seq", "id"])
    over = (every["rank"] == 4).astype(int)
    every["case"] = over.groupby(every["conversation_id"]).cumsum() - over
    talk = every[every["rank"] == 2]
    key = ["conversation_id", "case"]
    first = talk.groupby(key)["author_kind"].first()
    asked = talk[talk["author_kind"] == "contact"].groupby(key)["at"].first()
    answers = talk[talk["author_kind"] == "account"].groupby(key)[["at", "author_id"]].first()
    found = pd.DataFrame({"first": first}).join(asked).join(answers.rename(columns={"at": "answered"}))
    waited = (found["answered"] - found["at"]).dt.total_seconds()
    return spread(found.assign(w=waited.where(found["first"] == "contact")), ["author_id"])


ASKED = {
    "messages by language": messages_by_language,
    "share negative by language": negative,
    "translated by pair": translated,
    "translation wait by pair": waits,
    "first response by agent": first_response,
}
