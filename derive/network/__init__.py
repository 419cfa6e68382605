"""The symbolic network: z, a and C entry by entry for a chosen topology, and SymPy's derivatives of them."""
