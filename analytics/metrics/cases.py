"""One row per case of support work, and one per turn of a customer in it: what metrics of support count.

While a case is open, somebody is waited for. From what was said and done last, at any moment exactly one of:

- `bot`: the customer waits, and a bot leads: it speaks in this case before any human has a hand in it;
- `queue`: the customer waits, and nobody serves the conversation;
- `human`: the customer waits, and somebody serves it;
- `customer`: all that the customer asked is answered, by a human, or by a bot while it leads; or nothing was
  asked yet.

A hand-over makes the customer wait again; what a bot says from then on answers nothing. That a case is put
aside changes nothing: the customer waits as before. The four add up to the time of the case.
"""

from __future__ import annotations

import polars as pl

from analytics.metrics.hours import CALENDAR, Clock
from analytics.metrics.steps import CASE, HUMAN

PHASES = ("bot", "queue", "human", "customer")

_step = pl.col("step")
_MESSAGES = _step.is_in(["asked", "answered", "told"])
_TALK = _step.is_in(["asked", "answered"])


def cases(steps: pl.LazyFrame, clock: Clock = CALENDAR) -> pl.LazyFrame:
    """One row per case, in order. `steps` is of `analytics.metrics.steps`; times in seconds of the clock.

    Columns: conversation_id, case, organisation_id, channel_id, at (when it began), resolved_at (null: open),
    language (of the customer's first message) and reader (who was to read it), by_customer (the customer
    wrote before any human answered), asked, answered, told (messages of customer, humans, bots), turns (runs
    of human messages between those of the customer), snoozed, transferred (how often), led (by a bot, at
    first), handed_over (from a bot to a human), last (step of the last message), agent_id (who gave the first
    human answer), resolver_id (who served it at its end, else who answered last), reopened (there is a later
    case), returning (the customer had an earlier one, in whatever conversation), first_response_s (from the
    customer's first message to the first human answer; null: none, or an agent began), total_s and bot_s,
    queue_s, human_s, customer_s (null: open), score (of its rating, as it is now, 1 to 5; null: none).
    """
    score = pl.col("score").filter(_step == "rated").last().over(*CASE)
    told = _phases(steps.with_columns(score).filter(_step != "rated"), clock)
    found = told.group_by(*CASE, maintain_order=True).agg(*_facts(), *_counts(), *_times())
    whose = ("organisation_id", "contact_id")
    earlier = (pl.col("case") > 0) | (pl.col("at") > pl.col("at").min().over(*whose))
    later = pl.col("case").shift(-1).over("conversation_id").is_not_null()
    done = pl.col("resolved_at").is_not_null() & pl.col("total_s").is_not_null()
    return found.with_columns(
        later.alias("reopened"),
        pl.when(pl.col("contact_id").is_not_null()).then(earlier).alias("returning"),
        pl.when("by_customer").then("first_response_s").alias("first_response_s"),
        *(pl.when(done).then(f"{one}_s").alias(f"{one}_s") for one in ("total", *PHASES)),
    ).drop("contact_id")


def turns(steps: pl.LazyFrame, clock: Clock = CALENDAR) -> pl.LazyFrame:
    """One row per turn of a customer: a run of messages that no human answered in between.

    Columns: conversation_id, case, organisation_id, channel_id, language, reader, at (of its first message),
    agent_id (who answered), wait_s (null: nobody yet), first (it began the case, so its wait is the first
    response).
    """
    talk = steps.filter(_TALK).with_columns(clock.shows("at").alias("ran"))
    before = _step.shift().over(*CASE)
    heads = talk.with_columns(before.is_null().alias("first")).filter(_step.ne_missing(before))
    answered = heads.with_columns(
        pl.col("by_id").shift(-1).over(*CASE).alias("agent_id"),
        _seconds(pl.col("ran").shift(-1).over(*CASE) - pl.col("ran")).alias("wait_s"),
    )
    columns = ("organisation_id", "channel_id", "language", "reader", "at", "agent_id", "wait_s", "first")
    return answered.filter(_step == "asked").select(*CASE, *columns)


def _phases(steps: pl.LazyFrame, clock: Clock) -> pl.LazyFrame:
    """Steps with whom is waited for after each (`phase`), for how long (`for_s`), and what the clock
    shows.
    """
    human = (_step.is_in(HUMAN) | pl.col("server_id").is_not_null()).cast(pl.Int8).cum_max().over(*CASE) == 1
    answers = (_step == "answered") | ((_step == "told") & ~pl.col("human"))
    waits = pl.when(_step.is_in(["asked", "handed_over"])).then(True).when(answers).then(False)
    seen = (
        steps.with_columns(human.alias("human"))
        .with_columns(
            clock.shows("at").alias("ran"),
            waits.forward_fill().over(*CASE).fill_null(False).alias("waits"),
            pl.when(_TALK).then(_step).forward_fill().shift().over(*CASE).alias("before"),
        )
        .with_columns(((_step == "told") & ~pl.col("human")).any().over(*CASE).alias("led"))
    )
    phase = (
        pl.when(~pl.col("waits")).then(pl.lit("customer"))
        .when(pl.col("led") & ~pl.col("human")).then(pl.lit("bot"))
        .when(pl.col("server_id").is_not_null()).then(pl.lit("human"))
        .otherwise(pl.lit("queue"))
    )  # fmt: skip
    length = _seconds(pl.col("ran").shift(-1).over(*CASE) - pl.col("ran"))
    return seen.with_columns(phase.alias("phase"), length.alias("for_s"))


def _facts() -> tuple[pl.Expr, ...]:
    talk, agents = _step.filter(_TALK), pl.col("by_id").filter(_step == "answered")
    return (
        pl.col("organisation_id").first(),
        pl.col("channel_id").first(),
        pl.col("at").first(),
        pl.col("at").filter(_step == "resolved").first().alias("resolved_at"),
        pl.col("language").filter(_step == "asked").first(),
        pl.col("reader").filter(_step == "asked").first(),
        (talk.first() == "asked").fill_null(False).alias("by_customer"),
        pl.col("led").first(),
        (pl.col("led").first() & pl.col("human").last()).alias("handed_over"),
        _step.filter(_MESSAGES).last().alias("last"),
        agents.first().alias("agent_id"),
        pl.col("by_id").filter(_step == "asked").first().alias("contact_id"),
        pl.col("score").first(),
        pl.coalesce(pl.col("server_id").last(), agents.last()).alias("resolver_id"),
    )


def _counts() -> tuple[pl.Expr, ...]:
    turn = (_step == "answered") & pl.col("before").ne_missing(pl.lit("answered"))
    counted = ("asked", "answered", "told", "snoozed", "transferred")
    return (
        *((_step == one).sum().cast(pl.Int64).alias(one) for one in counted),
        turn.sum().cast(pl.Int64).alias("turns"),
    )


def _times() -> tuple[pl.Expr, ...]:
    ran = pl.col("ran")
    asked = ran.filter(_step == "asked").first()
    answered = ran.filter(_step == "answered").first()
    return (
        _seconds(answered - asked).alias("first_response_s"),
        _seconds(ran.last() - ran.first()).alias("total_s"),
        *(pl.col("for_s").filter(pl.col("phase") == one).sum().alias(f"{one}_s") for one in PHASES),
    )


def _seconds(microseconds: pl.Expr) -> pl.Expr:
    return microseconds / 1_000_000
