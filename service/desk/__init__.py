"""The desk of an organisation: channels by which visitors come, and who among its agents serves them."""
