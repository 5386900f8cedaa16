import { Copy } from "../shared/Copy.tsx";
import { Hint } from "../shared/Hint.tsx";
import { t } from "../shared/texts/index.ts";

/** A signed message from any shell. It asks for the secret, so that the secret is in no history. */
export function TestMessage({ address }: { address: string }) {
  return (
    <>
      <Hint>{t("channels.test.shell")}</Hint>
      <div style={{ marginBlockStart: "0.75rem" }}>
        <Copy block label={t("channels.test.command")} value={command(address)} />
      </div>
    </>
  );
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

export function command(address: string): string {
  return `printf 'Signing secret: '; read -r SECRET
ID=test-$(date +%s); AT=$(date +%s); NOW=$(date -u +%Y-%m-%dT%H:%M:%SZ)
BODY='{"type":"message.created","timestamp":"'$NOW'","data":{"conversation":{"id":"test"},"sender":{"id":"test","name":"Test"},"message":{"id":"'$ID'","text":"Hello from the test"}}}'
KEY=$(printf %s "\${SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')
SIGNATURE=$(printf %s "$ID.$AT.$BODY" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$KEY -binary | base64)
curl -sw '\\n' ${quoted(address)} -H 'Content-Type: application/json' \\
  -H "webhook-id: $ID" -H "webhook-timestamp: $AT" -H "webhook-signature: v1,$SIGNATURE" -d "$BODY"`;
}
