"""The layouts that files come in, each turned into neutral records."""
