"""Which page is this address? Each view asks GraphQL and renders what it answers."""
