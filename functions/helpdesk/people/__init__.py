"""People and programs at the desk: agents, roles, scopes, seats, API tokens."""
