"""derive: a checker of hand-written derivations."""
