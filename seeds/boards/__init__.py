"""Answers of job boards: whose they are, of which day they are, and their postings as records."""
