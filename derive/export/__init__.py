"""Verified equations as course notes: which, in what order, and checked again before they are written."""
