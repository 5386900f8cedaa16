export default {
  "property.none": "–",
  "property.yes": "Ja",
  "property.no": "Nee",
  "property.number": "Dit is geen getal.",
  "property.label.name": "Naam",
  "property.label.priority": "Prioriteit",
  "property.label.category": "Categorie",
  "property.label.owner_id": "Eigenaar",
  "property.priority.low": "Laag",
  "property.priority.medium": "Gemiddeld",
  "property.priority.high": "Hoog",
  "property.priority.urgent": "Dringend",
} as const;
