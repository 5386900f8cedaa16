"""Which scope each route of the desk API needs: the test that walks them fails for a route that is not here."""

ROUTES = {
    "": """
        GET /changes
        GET /me
        POST /live-tickets
        GET /me/availability
        POST /me/sign-outs
    """,
    "audit.read": """
        GET /audit
    """,
    "channels.read": """
        GET /channel-accounts
        GET /channel-accounts/{account_id}
        GET /channel-accounts/{account_id}/health
        GET /channels
        GET /channels/{channel_id}
        GET /inboxes
        POST /routing/simulations
        GET /settings/files
    """,
    "channels.write": """
        DELETE /channel-accounts/{account_id}
        PATCH /channel-accounts/{account_id}
        PUT /channel-accounts/{account_id}/credentials
        GET /channel-accounts/{account_id}/deliveries
        POST /channel-accounts/{account_id}/deliveries/{delivery_id}/replay
        PUT /channel-accounts/{account_id}/delivery-url
        POST /channel-accounts/{account_id}/reconnect
        POST /channel-accounts/{account_id}/redrives
        PUT /channel-accounts/{account_id}/routing
        POST /channel-accounts/{account_id}/signing-secrets
        POST /channels/{channel_id}/connections
        POST /channels/{channel_id}/credential-checks
        GET /connections/{state}
        POST /inboxes
        PUT /settings/files
    """,
    "conversations.read": """
        GET /channel-accounts/{account_id}/composer
        GET /channel-accounts/{account_id}/unhandled-updates
        GET /conversations/{conversation_id}/composer
        POST /conversations/{conversation_id}/composer/preview
        GET /conversations/{conversation_id}/draft
        GET /conversations/{conversation_id}/drafts
        GET /conversations/{conversation_id}/notes/{note_id}
        GET /conversations/{conversation_id}/timeline
        GET /files/{file_id}
        GET /files/{file_id}/content
        GET /library
        GET /library/{entry_id}
        GET /snippets
        GET /snippets/{snippet_id}
    """,
    "conversations.write": """
        POST /conversations
        DELETE /conversations/{conversation_id}/draft
        PUT /conversations/{conversation_id}/draft
        POST /conversations/{conversation_id}/draft/approvals
        DELETE /conversations/{conversation_id}/drafts/{draft_id}
        POST /conversations/{conversation_id}/notes
        DELETE /conversations/{conversation_id}/notes/{note_id}
        PATCH /conversations/{conversation_id}/notes/{note_id}
        POST /conversations/{conversation_id}/replies
        POST /conversations/{conversation_id}/typing
        POST /files
        DELETE /messages/{message_id}
        POST /messages/{message_id}/changes
        POST /messages/{message_id}/retries
        POST /tickets/{ticket_id}/redrives
    """,
    "settings.write": """
        POST /contacts/{contact_id}/erasures
        POST /contacts/{contact_id}/exports
        POST /contact-properties
        DELETE /contact-properties/{name}
        PATCH /contact-properties/{name}
        POST /library
        DELETE /library/{entry_id}
        PATCH /library/{entry_id}
        POST /pipelines
        DELETE /pipelines/{pipeline_id}
        PATCH /pipelines/{pipeline_id}
        PATCH /settings
        POST /snippets
        DELETE /snippets/{snippet_id}
        PATCH /snippets/{snippet_id}
        POST /ticket-properties
        DELETE /ticket-properties/{name}
        PATCH /ticket-properties/{name}
        GET /webhook-subscriptions
        POST /webhook-subscriptions
        DELETE /webhook-subscriptions/{subscription_id}
        GET /webhook-subscriptions/{subscription_id}
        PATCH /webhook-subscriptions/{subscription_id}
        GET /webhook-subscriptions/{subscription_id}/deliveries
        POST /webhook-subscriptions/{subscription_id}/deliveries/{delivery_id}/replay
        POST /webhook-subscriptions/{subscription_id}/secret-rotations
        POST /webhook-subscriptions/{subscription_id}/test-events
    """,
    "tickets.read": """
        GET /contact-properties
        GET /contacts
        GET /contacts/{contact_id}
        GET /contacts/{contact_id}/conversations
        GET /jobs/{job_id}
        GET /pipelines
        GET /pipelines/{pipeline_id}
        GET /settings
        GET /ticket-properties
        GET /tickets
        GET /tickets/{ticket_id}
        GET /tickets/{ticket_id}/previous-tickets
        GET /tickets/{ticket_id}/routing-decisions
        GET /view-properties
        GET /views
        POST /views
        DELETE /views/{view_id}
        GET /views/{view_id}
        PATCH /views/{view_id}
        POST /tickets/query
        GET /search
        POST /search
        GET /view-counts
        GET /views/{view_id}/tickets
    """,
    "tickets.write": """
        POST /contacts
        PATCH /contacts/{contact_id}
        POST /contacts/{contact_id}/identifiers
        DELETE /contacts/{contact_id}/identifiers/{identifier_id}
        POST /contacts/{contact_id}/merges
        DELETE /contacts/{contact_id}/merges/{merged_id}
        PUT /me/availability
        DELETE /me/out-of-office
        PUT /me/out-of-office
        DELETE /me/working-hours
        PUT /me/working-hours
        POST /tickets/bulk
        PATCH /tickets/{ticket_id}
        PUT /tickets/{ticket_id}/owner
        PUT /tickets/{ticket_id}/status
    """,
    "users.read": """
        GET /roles
        GET /roles/{role_id}
        GET /teams
        GET /teams/{team_id}
        GET /users
        GET /users/{user_id}
        GET /users/{user_id}/availability
        GET /users/{user_id}/availability/history
    """,
    "users.write": """
        GET /api-tokens
        POST /api-tokens
        DELETE /api-tokens/{token_id}
        PUT /inboxes/{inbox_id}/teams
        POST /roles
        DELETE /roles/{role_id}
        PATCH /roles/{role_id}
        POST /teams
        DELETE /teams/{team_id}
        PATCH /teams/{team_id}
        POST /users
        PATCH /users/{user_id}
        PUT /users/{user_id}/availability
        POST /users/{user_id}/invitations
        DELETE /users/{user_id}/out-of-office
        PUT /users/{user_id}/out-of-office
        DELETE /users/{user_id}/working-hours
        PUT /users/{user_id}/working-hours
    """,
}
"""By scope; without one, for everybody who is known."""

BY_SCOPE = {scope: [line.strip() for line in text.strip().splitlines()] for scope, text in ROUTES.items()}
