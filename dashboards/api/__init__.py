"""`/api/analytics/…` of the dashboard: the figures of its pages, over HTTP, for who may see these pages."""
