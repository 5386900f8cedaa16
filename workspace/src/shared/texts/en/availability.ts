export default {
  "reasons.never_open": "These hours never begin. Add one, or delete the working hours.",
  "reasons.periods_overlap": "Two periods overlap.",
  "reasons.unknown_time_zone": "There is no such time zone.",
  "reasons.ends_before_it_starts": "It ends before it starts.",
  "reasons.out_of_office": "They are out of office. End that first.",
} as const;
