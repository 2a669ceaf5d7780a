"""What is stored as neutral records, for an import into another database to take in again."""
