"""GraphQL over the stored data: every type says once where its fields come from."""
