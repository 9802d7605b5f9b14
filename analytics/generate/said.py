"""Messages of a made-up day, and what was understood of them, as rows of the lake's tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from analytics.generate.day import AGENT, BOT, CONTACT, Day
from analytics.generate.town import LANGUAGES, Organisation
from analytics.schema import ENRICHMENTS, FORMER

INTENTS = ("thanks", "yes", "no", "on_it", "when", "sorry")
_KINDS = ("contact", "account", "bot")
_NONE = pl.lit([], pl.List(pl.String))
_SAME = (
    pl.lit("text").alias("kind"),
    pl.lit(True).alias("suggest"),
    (pl.col("characters") % 83 == 7).alias("repair"),
)


def case_columns(made: Day, whose: Sequence[Organisation]) -> dict[str, pl.Series]:
    """Of each case: organisation_id, agent_id (who serves it; of direct chats the other side), channel_id."""
    of = made.organisation

    def one_of(names: list[tuple[str, ...]]) -> pl.Series:
        sizes, every = np.array([len(one) for one in names]), [name for one in names for name in one]
        begins = np.cumsum(sizes) - sizes
        return pl.Series(every, dtype=pl.String).gather(begins[of] + made.agent % sizes[of])

    channels = one_of([one.channels or ("",) for one in whose])
    return {
        "organisation_id": pl.Series([one.id for one in whose], dtype=pl.String)[of],
        "agent_id": one_of([one.agents or ("friend",) for one in whose]),
        "channel_id": pl.select(pl.when(channels != "").then(channels)).to_series(),
    }


def message_id(day: date, number: str) -> pl.Expr:
    """As long as a real one, and in order of time."""
    return pl.format("{}-{}", pl.lit(day.strftime("%Y%m%d")), pl.col(number).cast(pl.String).str.zfill(27))


def name_of(kind: str, number: str) -> pl.Expr:
    """An id of a conversation or a contact, as long as a real one."""
    return pl.format("{}-{}", pl.lit(kind), pl.col(number).cast(pl.String).str.zfill(35 - len(kind)))


def messages(made: Day, whose: Sequence[Organisation], day: date, first_seq: int) -> pl.DataFrame:
    """Rows of table `messages`, with `by`, `reader`, `sentiment_score` and `intent` for what is understood of
    them.

    `first_seq`: more than the number of any message of these conversations on days before.
    """
    case, columns = made.case, case_columns(made, whose)
    ours, theirs = np.array([one.language for one in whose])[made.organisation][case], made.language[case]
    mine = made.by == CONTACT
    direct = columns["organisation_id"].is_null().to_numpy()[case]
    spoken = pl.Series(LANGUAGES)
    frame = pl.DataFrame(
        {
            "number": np.arange(len(case)),
            "conversation": made.conversation[case],
            "seq": first_seq + made.seq + 1,
            "by": made.by,
            "posted_at": pl.from_epoch(pl.Series(made.at), "us").dt.replace_time_zone("UTC"),
            "characters": made.length,
            "sentiment_score": made.sentiment,
            "intent": made.length % len(INTENTS),
            "language": spoken[np.where(mine, theirs, ours)],
            "reader": spoken[np.where(mine, ours, theirs)],
            "author_kind": pl.Series(_KINDS)[np.where(direct, AGENT, made.by)],
            "organisation_id": columns["organisation_id"][case],
            "agent_id": columns["agent_id"][case],
        }
    )
    theirs_id = pl.when(pl.col("by") == CONTACT).then(name_of("contact", "conversation"))
    return frame.with_columns(
        message_id(day, "number").alias("message_id"),
        name_of("conversation", "conversation").alias("conversation_id"),
        theirs_id.when(pl.col("by") == BOT).then(pl.lit("bot")).otherwise("agent_id").alias("author_id"),
        pl.concat_list("reader").alias("targets"),
        _NONE.alias("given"),
        (pl.col("characters") // 6 + 1).alias("words"),
        *_SAME,
        pl.col("posted_at").alias("queued_at"),
    )


def understood(luck: np.random.Generator, said: pl.DataFrame) -> pl.DataFrame:
    """Rows of table `enrichments`. A few fail; of a tenth the model abstains."""
    score, failed = pl.col("sentiment_score"), pl.col("luck") < 0.004
    label = pl.when(score > 0.25).then(pl.lit("positive")).when(score < -0.3).then(pl.lit("negative"))
    intents = pl.concat_list(pl.lit(pl.Series(INTENTS)).gather("intent"))
    waited = pl.duration(microseconds=(pl.col("wait_ms") * 1000).cast(pl.Int64))
    return (
        said.with_columns(
            pl.Series("wait_ms", luck.lognormal(5.6, 0.6, said.height)),
            pl.Series("luck", luck.random(said.height)),
        )
        .with_columns(
            pl.when(failed).then(pl.lit("failed")).otherwise(pl.lit("done")).alias("status"),
            pl.when(failed).then(pl.lit("deadline")).alias("problem"),
            pl.when(pl.col("luck") > 0.1).then(label.otherwise(pl.lit("neutral"))).alias("sentiment"),
            (score.clip(0, 1) * 0.9 + 0.03).alias("positive"),
            ((-score).clip(0, 1) * 0.9 + 0.03).alias("negative"),
            (0.94 - score.abs() * 0.9).alias("neutral"),
            pl.lit("e5").alias("sentiment_engine"),
            pl.when(pl.col("by") == CONTACT).then(intents).otherwise(_NONE).alias("intents"),
            (pl.col("posted_at") + waited).alias("enriched_at"),
        )
        .with_columns(pl.col(now).alias(before) for now, before in FORMER[ENRICHMENTS].items())
    )


def translations(luck: np.random.Generator, known: pl.DataFrame) -> pl.DataFrame:
    """Rows of table `translations`: nine of ten into another language; a few fail, or find no way."""
    done = known.filter(pl.col("status") == "done")
    fate, same = pl.col("luck"), pl.col("language") == pl.col("reader")
    status = pl.when(same).then(pl.lit("not_needed")).when(fate < 0.006).then(pl.lit("failed"))
    return done.with_columns(
        pl.Series("luck", luck.random(done.height)),
        pl.Series("confidence", luck.beta(9, 2, done.height)),
    ).with_columns(
        pl.col("language").alias("source"),
        pl.col("reader").alias("target"),
        status.when(fate < 0.02).then(pl.lit("unsupported")).otherwise(pl.lit("done")).alias("status"),
        pl.lit("firefox").alias("engine"),
        pl.lit("tiny@1").alias("model"),
        pl.format("{}>{}", "language", "reader").alias("route"),
        (fate > 0.9).alias("rough"),
        pl.when(~same & (fate < 0.006)).then(pl.lit("engine_error")).alias("reason"),
    )
