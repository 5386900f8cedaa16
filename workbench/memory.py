"""How much memory each function has: its time costs in proportion, and it gets a share of a processor by it."""

MEMORY_MB = {
    "webhook": 256,
    "channel_api": 512,
    "desk_api": 512,
    "authorizer": 256,
    "fanout": 256,
    "fetcher": 512,
    "router": 256,
    "sender": 256,
}
"""As in infra/stacks; tests/infra/test_prices.py compares."""
