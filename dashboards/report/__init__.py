"""A week of an organisation as one file to read, print and send: figures of the pages, by their metrics."""
