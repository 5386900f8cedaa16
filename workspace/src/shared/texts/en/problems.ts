export default {
  "problems.busy": "The desk has more to do than it can at the moment. We try again by ourselves.",
  "problems.failed": "The desk could not do this. Try again.",
  "problems.forbidden": "You may not do this. An administrator can.",
  "problems.offline": "No connection. What you typed is kept here; we try again by ourselves.",
  "problems.signed_out": "You have been signed out. Sign in again; what you typed is kept.",
  "problems.unavailable": "The desk does not answer at the moment. We try again by ourselves.",
  "problems.unexpected": "Something went wrong on this page. Load it again; what you typed is kept.",
  "problems.unreached": "What is new comes every few seconds. Something blocks the live connection.",
} as const;
