export default {
  "failures.account_deleted": "Het account is intussen verwijderd.",
  "failures.account_inactive": "Het account staat uit.",
  "failures.account_unauthorized": "De dienst laat het account niet meer toe. Geef opnieuw toestemming.",
  "failures.address_refused": "Het adres is niet toegestaan: het moet openbaar zijn en met https:// beginnen.",
  "failures.channel_gone": "De app heeft het kanaal verwijderd.",
  "failures.gone": "De app antwoordde dat dit adres niet meer in gebruik is (410).",
  "failures.keys_unavailable": "De geheimen van het account konden op dat moment niet gelezen worden.",
  "failures.maybe_sent":
    "Een poging is onderbroken: het kan aangekomen zijn. Kijk daar voordat u het opnieuw verstuurt.",
  "failures.no_answer": "De app antwoordde niet op tijd.",
  "failures.no_signing_secret": "Het account heeft geen ondertekeningsgeheim. Maak een nieuw onder „Toegang”.",
  "failures.no_webhook_url": "De app heeft geen adres opgegeven om naartoe te sturen.",
  "failures.not_reached": "De app was niet te bereiken.",
  "failures.status": "De app antwoordde met een fout ({n}).",
} as const;
