"""The report as one HTML page, which holds all it needs and runs nothing."""
