"""From equations to trees: what the author wrote."""
