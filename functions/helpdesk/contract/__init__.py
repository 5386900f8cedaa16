"""HubSpot's custom-channel contract, in both directions: request bodies, responses, webhooks."""
