"""The editor server: findings, corrections and derivations while a note is being written."""
