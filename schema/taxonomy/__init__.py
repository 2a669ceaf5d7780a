"""The labels that callboard gives to statements and postings, and the words that define them."""
