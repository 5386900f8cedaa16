export default {
  "problems.busy": "De helpdesk heeft het even te druk. We proberen het vanzelf opnieuw.",
  "problems.failed": "De helpdesk kon dit niet doen. Probeer het opnieuw.",
  "problems.forbidden": "Dit mag u niet. Een beheerder wel.",
  "problems.offline": "Geen verbinding. Wat u typte, blijft hier bewaard; we proberen het vanzelf opnieuw.",
  "problems.signed_out": "U bent uitgelogd. Log opnieuw in; wat u typte, blijft bewaard.",
  "problems.unavailable": "De helpdesk antwoordt op dit moment niet. We proberen het vanzelf opnieuw.",
  "problems.unexpected": "Er ging iets mis op deze pagina. Laad haar opnieuw; wat u typte, blijft bewaard.",
  "problems.not_done": "Dit is niet gedaan",
  "problems.not_done.fields": "Verbeter wat hierboven is gemarkeerd.",
  "problems.not_done.offline": "Er is geen verbinding. Wat u invulde, staat er nog; probeer het opnieuw.",
  "problems.not_done.unavailable":
    "De helpdesk antwoordt op dit moment niet. Wat u invulde, staat er nog; probeer het opnieuw.",
  "problems.unreached": "Wat nieuw is komt om de paar seconden. Iets houdt de directe verbinding tegen.",
} as const;
