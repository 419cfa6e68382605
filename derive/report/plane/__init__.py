"""Mathematics in two dimensions, made of characters: trees to boxes and to single lines."""
