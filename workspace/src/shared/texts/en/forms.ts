/** What forms say. Properties that every ticket has are named here, the desk's own ones by the desk. */
export default {
  "property.none": "–",
  "property.yes": "Yes",
  "property.no": "No",
  "property.number": "This is not a number.",
  "property.label.name": "Name",
  "property.label.priority": "Priority",
  "property.label.category": "Category",
  "property.label.owner_id": "Owner",
  "problems.not_done": "This was not done",
  "problems.not_done.fields": "Correct what is marked above.",
  "problems.not_done.offline": "There is no connection. What you entered is still here; try again.",
  "problems.not_done.unavailable": "The desk does not answer at the moment. What you entered is still here; try again.",
  "shell.copied": "Copied.",
  "shell.copy": "Copy",
  "shell.copy.what": "Copy {what}",
  "shell.copy.failed": "Select it and copy it by hand",
} as const;
