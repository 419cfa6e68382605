"""The closed language of index notation that every later stage speaks."""
