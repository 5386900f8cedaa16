export default {
  "reasons.never_open": "Deze werktijden beginnen nooit. Voeg er een toe, of verwijder ze.",
  "reasons.periods_overlap": "Twee perioden overlappen elkaar.",
  "reasons.unknown_time_zone": "Deze tijdzone bestaat niet.",
  "reasons.ends_before_it_starts": "Het eindigt voor het begint.",
  "reasons.out_of_office": "Er staat een afwezigheid ingesteld. Beëindig die eerst.",
} as const;
