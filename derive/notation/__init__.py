"""Terms in the notation of a document: its letters, the places of its indices, its signs."""
