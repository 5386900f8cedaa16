/** Why something about people, teams, roles and tokens was refused. */
export default {
  "reasons.beyond_yours": "That grants more than you have.",
  "reasons.email_refused": "This e-mail address cannot be used.",
  "reasons.inbox_not_found": "This inbox does not exist.",
  "reasons.last_administrator": "This is the last administrator. Make somebody else one first.",
  "reasons.main_team_differs": "The main team must be one of the teams.",
  "reasons.not_in_user_pool": "This person can no longer sign in. Ask an operator to add them.",
  "reasons.role_in_use": "Somebody has this role.",
  "reasons.role_is_built_in": "Every desk has this role as it is.",
  "reasons.signed_in_before": "They have a password already.",
  "reasons.team_in_use":
    "Still needed: routing, new tickets of a channel, an inbox or a status names this team, or open tickets wait in it.",
  "reasons.too_many_members": "Too many people at once.",
  "reasons.too_many_teams": "Somebody is in too many teams.",
  "reasons.unknown_role": "This role does not exist any more.",
  "reasons.unknown_team": "This team does not exist any more.",
  "reasons.api_token_not_found": "This API token does not exist.",
  "reasons.beyond_the_owner": "The owner's role does not have this.",
  "reasons.in_the_past": "This time has passed.",
  "reasons.token_was_shown": "This token was created, and shown, before.",
} as const;
