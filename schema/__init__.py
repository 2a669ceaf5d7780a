"""The shape of the data, twice: as tables in a database and as types in GraphQL."""
