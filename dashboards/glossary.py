"""What metrics and tables are called, and what a metric counts, in the language that is spoken."""

from __future__ import annotations

from analytics.metrics.registry import METRICS
from dashboards import words
from dashboards.speech import mark, t

NAMES = {
    "messages": mark("Messages"),
    "incoming": mark("Messages of customers"),
    "outgoing": mark("Messages of agents and bots"),
    "active_people": mark("Active people"),
    "active_customers": mark("Active customers"),
    "active_agents": mark("Active agents"),
    "concurrency": mark("Conversations at the same time"),
    "sentiment_change": mark("Sentiment, start to end"),
    "ended_negative": mark("Ended negative"),
    "repair": mark("Not understood"),
    "untranslated": mark("Not translated"),
    "low_confidence": mark("Low confidence"),
    "corrected": mark("Translations corrected"),
    "suggested": mark("Suggestions shown"),
    "characters_saved": mark("Characters saved"),
    "returning": mark("Returning customers"),
    "negative": mark("Negative messages"),
    "sentiment": mark("Sentiment, mean"),
    "translated": mark("Translated"),
    "translation_wait": mark("Wait for a translation"),
    "accepted": mark("Suggestions accepted"),
    "edited": mark("Suggestions edited"),
    "first_response": mark("First response"),
    "next_response": mark("Next response"),
    "resolution": mark("Resolution"),
    "bot_time": mark("Bot"),
    "queue_time": mark("Queue"),
    "human_time": mark("Agent"),
    "customer_time": mark("Customer"),
    "one_touch": mark("One touch"),
    "reopened": mark("Reopened"),
    "transferred": mark("Transferred"),
    "handed_over": mark("Handed over by a bot"),
    "bot_resolved": mark("Resolved by a bot"),
    "missed": mark("Missed"),
    "dropped": mark("Dropped"),
    "satisfied": mark("Satisfied (CSAT)"),
    "rated": mark("Rated"),
}
"""Metrics of the registry."""

TABLES = {
    "agents": mark("Agents"),
    "alerts": mark("Early warnings over time"),
    "before": mark("Time before"),
    "cases": mark("Cases"),
    "change": mark("Change within a conversation"),
    "customers": mark("Customers"),
    "failures": mark("Failures"),
    "figures": mark("Figures"),
    "hours": mark("Hours"),
    "intents": mark("Intents"),
    "languages": mark("Languages"),
    "more": mark("Also counted"),
    "over_time": mark("Over time"),
    "painpoints": mark("Pain points"),
    "pairs": mark("Language pairs"),
    "phases": mark("Where the time goes"),
    "response": mark("Answers"),
    "response_before": mark("Answers, time before"),
    "response_languages": mark("Answers by language"),
    "response_over_time": mark("Answers over time"),
    "sentiment": mark("Sentiment"),
    "sentiment_before": mark("Sentiment, time before"),
    "summary": mark("Summary"),
    "totals": mark("Totals"),
    "translation": mark("Translation"),
    "translation_before": mark("Translation, time before"),
    "turning": mark("Conversations that turn"),
    "turning_summary": mark("Conversations that turn, summary"),
    "weeks": mark("Week by week"),
}
"""What can be taken away from pages."""


def metric(name: str) -> str:
    """What a metric is called."""
    return t(NAMES[name]) if name in NAMES else words.intent(name)


def definition(name: str) -> str:
    """What it counts, what that is divided by, and when it is null."""
    return t(METRICS[name].definition)


def table(name: str) -> str:
    """What a table of a page is called, where it can be taken away."""
    return t(TABLES[name]) if name in TABLES else words.intent(name)
