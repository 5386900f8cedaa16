/** Why a webhook to an app failed. */
export default {
  "failures.account_deleted": "The account was deleted meanwhile.",
  "failures.account_inactive": "The account is switched off.",
  "failures.account_unauthorized": "The service no longer lets the account in. Authorise it again.",
  "failures.address_refused": "Its address is not allowed: it must be public, and begin with https://.",
  "failures.channel_gone": "The app has removed its channel.",
  "failures.gone": "The app answered that this address is no longer in use (410).",
  "failures.keys_unavailable": "The account's secrets could not be read at that moment.",
  "failures.maybe_sent": "An attempt was interrupted: it may have arrived. Look there before you send it again.",
  "failures.no_answer": "The app did not answer in time.",
  "failures.no_signing_secret": "The account has no signing secret. Make a new one under “Access”.",
  "failures.no_webhook_url": "The app has given no address to send to.",
  "failures.not_reached": "The app could not be reached.",
  "failures.status": "The app answered with an error ({n}).",
} as const;
