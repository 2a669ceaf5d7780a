"""What people and newer rules say of what is stored: decisions, corrections, a taxonomy weighed."""
