/** Properties of tickets. Those that every ticket has are named here, the desk's own ones by the desk. */
export default {
  "property.priority.low": "Low",
  "property.priority.medium": "Medium",
  "property.priority.high": "High",
  "property.priority.urgent": "Urgent",
} as const;
