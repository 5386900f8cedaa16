"""People and API clients at the desk: agents, roles, scopes, seats, API tokens."""
