"""Articles in other languages: their blocks, what must not change in them, and machines that translate."""
