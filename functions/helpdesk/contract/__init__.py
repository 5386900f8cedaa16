"""HubSpot's custom-channel contract, in both directions: request bodies, answers, webhooks."""
