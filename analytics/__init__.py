"""The event log as Parquet, and every metric as a pure Polars function."""
