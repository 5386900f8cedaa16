"""The memory of each function: it determines the price of its time and its share of a vCPU."""

MEMORY_MB = {
    "webhook": 256,
    "channel_api": 512,
    "desk_api": 512,
    "authorizer": 256,
    "fanout": 256,
    "feed": 256,
    "fetcher": 512,
    "find": 1769,
    "router": 256,
    "sender": 256,
    "worker": 256,
    "mailer": 256,
    "indexer": 1769,
    "live": 512,
    "pusher": 1024,
    "notifier": 256,
}
"""As in infra/stacks; tests/infra/test_prices.py compares."""
