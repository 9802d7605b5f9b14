"""The questions of `benchmarks.lake` in SQL, as somebody would ask them who has DuckDB and the files."""

from __future__ import annotations

from pathlib import Path

_LAST = "logged_at DESC, entry_seq DESC"
_BEST = (
    "CASE status WHEN 'done' THEN 3 WHEN 'not_needed' THEN 2 WHEN 'unsupported' THEN 1 WHEN 'failed' THEN 0 "
    "ELSE -1 END DESC, enriched_at, logged_at DESC, entry_seq DESC"
)
_SPREAD = "count(w), avg(w), median(w), quantile_cont(w, 0.9)"

WITH = """
WITH said AS (
  SELECT message_id, conversation_id, author_id, author_kind, organisation_id, seq, posted_at, language,
    targets
  FROM read_parquet('{root}/messages/*/*/*/*.parquet', hive_partitioning = false)
  QUALIFY row_number() OVER (PARTITION BY message_id ORDER BY {last}) = 1
), known AS (
  SELECT message_id, language AS detected, sentiment, status
  FROM read_parquet('{root}/enrichments/*/*/*/*.parquet', hive_partitioning = false)
  QUALIFY row_number() OVER (PARTITION BY message_id ORDER BY {best}) = 1
), done AS (
  SELECT message_id, source, target, status, wait_ms
  FROM read_parquet('{root}/translations/*/*/*/*.parquet', hive_partitioning = false)
  QUALIFY row_number() OVER (PARTITION BY message_id, target ORDER BY {best}) = 1
), acts AS (
  SELECT activity_id, conversation_id, organisation_id, kind, "at"
  FROM read_parquet('{root}/activity/*/*/*/*.parquet', hive_partitioning = false)
  QUALIFY row_number() OVER (PARTITION BY activity_id ORDER BY {last}) = 1
), told AS (
  SELECT said.*, coalesce(detected, language) AS spoken, sentiment, status
  FROM said LEFT JOIN known USING (message_id)
), tried AS (
  SELECT coalesce(source, spoken) AS source, target, done.status, done.wait_ms
  FROM done JOIN told USING (message_id) WHERE done.status <> 'not_needed'
  UNION ALL
  SELECT spoken, wanted, told.status, NULL
  FROM (SELECT *, unnest(targets) AS wanted FROM told WHERE coalesce(status, '') <> 'done') AS told
  WHERE wanted <> spoken AND NOT EXISTS (
    SELECT 1 FROM done WHERE done.message_id = told.message_id AND done.target = wanted
  )
), steps AS (
  SELECT conversation_id, posted_at AS "at", 2 AS rank, seq, message_id AS id, author_kind AS step, author_id
  FROM said WHERE organisation_id IS NOT NULL AND author_kind IN ('contact', 'account')
  UNION ALL
  SELECT conversation_id, "at", 4, 0, activity_id, 'resolved', NULL
  FROM acts WHERE organisation_id IS NOT NULL AND kind = 'conversation_resolved'
), placed AS (
  SELECT *, sum((step = 'resolved')::int) OVER (
    PARTITION BY conversation_id ORDER BY "at", rank, seq, id
  ) - (step = 'resolved')::int AS number FROM steps
), cases AS (
  SELECT conversation_id, number, arg_min(step, ("at", seq)) AS first,
    min("at") FILTER (step = 'contact') AS asked, min("at") FILTER (step = 'account') AS answered,
    arg_min(author_id, ("at", seq)) FILTER (step = 'account') AS agent
  FROM placed WHERE step <> 'resolved' GROUP BY 1, 2
)
"""

ASKED = {
    "messages by language": "SELECT spoken, count(*) FROM told GROUP BY 1",
    "share negative by language": "SELECT spoken, count(*) FILTER (sentiment = 'negative'), "
    "count(sentiment), count(*) FILTER (sentiment = 'negative') / nullif(count(sentiment), 0) "
    "FROM told GROUP BY 1",
    "translated by pair": "SELECT source, target, count(*) FILTER (status = 'done'), count(status), "
    "count(*) FILTER (status = 'done') / nullif(count(status), 0) FROM tried GROUP BY 1, 2",
    "translation wait by pair": f"SELECT source, target, {_SPREAD} FROM "
    "(SELECT *, CASE status WHEN 'done' THEN wait_ms / 1000 END AS w FROM tried) GROUP BY 1, 2",
    "first response by agent": f"SELECT agent, {_SPREAD} FROM (SELECT agent, CASE first WHEN 'contact' "
    "THEN (epoch_us(answered) - epoch_us(asked)) / 1000000 END AS w FROM cases) GROUP BY 1",
}


def sql(root: Path, name: str) -> str:
    """One question over the files of a lake."""
    return WITH.format(root=root, last=_LAST, best=_BEST) + ASKED[name]
