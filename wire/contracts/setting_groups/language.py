"""The language engine: its worker, its models and which of them it uses."""

from __future__ import annotations

from dataclasses import dataclass

from wire.contracts import setting_values as read
from wire.contracts.setting_groups.field import hidden, setting


@dataclass(frozen=True, kw_only=True)
class Language:
    """The language engine: its worker, its models and which of them it uses."""

    worker_batch: int = setting(8, "messages that a worker takes at once", read.positive)
    worker_threads: int = setting(2, "CPU threads that one worker may use", read.positive)
    worker_apart: str = setting(
        "late",
        "whether the worker of `duologue up` leaves the chat a processor: `late`, until translations are; "
        "`always`, for who wants delivery first; `never`",
        read.apart,
    )
    shared_segments: int = setting(
        20000, "translated sentences that workers share in the broker, for three days; 0: none", read.count
    )
    hub_models: tuple[str, ...] = setting(
        (),
        "Marian, M2M100, NLLB models for engine `hub`, by comma: `en-de=NAME@REVISION`, `en-de=FOLDER`, "
        "`*=NAME@REVISION:en,pt,de`",
        read.words,
    )
    hub_int8: bool = setting(
        True, "1: `hub` models run in int8, made from their files once; 0: in 32 bits", read.flag
    )
    sentiment_model: str = setting(
        "own", "`own`, or a model of Hugging Face: `hub:NAME`, `hub:NAME@REVISION`, `hub:FOLDER`"
    )
    routes: tuple[str, ...] = setting(
        (), "translation paths to pin, as `en-es=en>pt>es`, by comma", read.words
    )
    domains: tuple[str, ...] = setting(
        ("shop",),
        "trades whose words conversations of organisations use, by comma: `shop`, `clinic`, `lesson`; "
        "an order is then a pedido, no ordem; empty: none",
        read.domains,
    )
    loaded_models: int = setting(
        6, "translation models that one worker keeps in memory; the longest unused goes first", read.positive
    )
    models_mirror: tuple[str, ...] = setting(
        (), "folders or URLs that `models pull` asks before the public registry, by comma", read.words
    )
    remote_url: str = setting(
        "", "LibreTranslate-compatible server; what it translates leaves this machine; empty: none"
    )
    remote_key: str = hidden("API key for `remote_url`; shown nowhere")
    remote_languages: tuple[str, ...] = setting(
        (), "languages to use `remote_url` for, by comma; empty: all that it offers", read.words
    )
