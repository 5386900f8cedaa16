"""Creates what a new desk needs first: people, apps, API tokens, channel accounts.

    python -m infra.provision --stage dev person --role admin --email ada@example.com --name Ada
    python -m infra.provision --stage dev token --name CRM --owner ada@example.com --scopes tickets.read users.read
    python -m infra.provision --stage dev app --id acme-chat --name "Acme Chat"
    python -m infra.provision --stage dev token --name Acme --owner ada@example.com --app acme-chat
        --scopes conversations.custom_channels.read conversations.custom_channels.write
    python -m infra.provision --stage dev account --kind telegram --name "Support bot"     (asks for the bot's token)
    python -m infra.provision --stage dev person --email ada@example.com --role agent      (changes what exists)
    python -m infra.provision --stage dev person --email ada@example.com --remove
    python -m infra.provision --stage dev person --list
    python -m infra.provision --stage dev token list
    python -m infra.provision --stage dev token revoke --id 01k…
    python -m infra.provision --stage dev unhandled take-in --account 4711
    python -m infra.provision --stage dev redrive --queue outbound
    python -m infra.provision --stage dev redrive --queue fanout
    python -m infra.provision --stage dev rotate --account 4711 --hours 24
    python -m infra.provision --stage dev rotate --app acme-chat --hours 24

It writes to the tables of the deployed stage with your own AWS credentials. It prints passwords, tokens and signing
secrets once; they cannot be read again.
"""
