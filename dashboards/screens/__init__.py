"""The pages: each draws from frames that `dashboards.data` has loaded."""
