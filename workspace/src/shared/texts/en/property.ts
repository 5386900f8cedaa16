/** Properties of tickets. Those that every ticket has are named here, the desk's own ones by the desk. */
export default {
  "property.none": "–",
  "property.yes": "Yes",
  "property.no": "No",
  "property.number": "This is not a number.",
  "property.label.name": "Name",
  "property.label.priority": "Priority",
  "property.label.category": "Category",
  "property.label.owner_id": "Owner",
  "property.priority.low": "Low",
  "property.priority.medium": "Medium",
  "property.priority.high": "High",
  "property.priority.urgent": "Urgent",
} as const;
