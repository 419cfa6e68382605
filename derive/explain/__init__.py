"""Derivations that people can read, each step rechecked."""
