"""HTTP: everything that knows of a request."""
