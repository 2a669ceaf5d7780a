"""Boards fetched over the network: from public addresses only, politely, within bounds."""
