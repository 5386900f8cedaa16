/** People: whether they are there, and what they may. */
export default {
  "people.available": "Available",
  "people.away": "Away",
  "people.away.administrator": "Away, says an administrator",
  "people.away.working_hours": "Away: outside working hours",
  "people.away.out_of_office": "Out of office",
  "people.away.deactivated": "Deactivated",
  "people.until": "{state} until {time}",
  "people.full": "No room",
} as const;
