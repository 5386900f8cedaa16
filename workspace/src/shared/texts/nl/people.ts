export default {
  "people.available": "Beschikbaar",
  "people.away": "Afwezig",
  "people.away.administrator": "Afwezig, zegt een beheerder",
  "people.away.working_hours": "Afwezig: buiten werktijd",
  "people.away.out_of_office": "Niet op kantoor",
  "people.away.deactivated": "Gedeactiveerd",
  "people.until": "{state} tot {time}",
  "people.full": "Geen plaats",
} as const;
