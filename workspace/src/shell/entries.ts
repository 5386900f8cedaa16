import Archive from "lucide-react/icons/archive";
import CircleDashed from "lucide-react/icons/circle-dashed";
import FileCog from "lucide-react/icons/file-cog";
import History from "lucide-react/icons/history";
import Inbox from "lucide-react/icons/inbox";
import Layers from "lucide-react/icons/layers";
import Plug from "lucide-react/icons/plug";
import UserRound from "lucide-react/icons/user-round";
import UsersRound from "lucide-react/icons/users-round";

/** The menu and the palette have the same entries; what one may not do is not there. */
export const VIEW_ENTRIES = [
  { view: "open", icon: Inbox, text: "tickets.view.open" },
  { view: "mine", icon: UserRound, text: "tickets.view.mine" },
  { view: "unassigned", icon: CircleDashed, text: "tickets.view.unassigned" },
  { view: "closed", icon: Archive, text: "tickets.view.closed" },
] as const;

export const ADMINISTRATION = [
  { to: "/channels", scope: "channels.write", icon: Plug, text: "shell.nav.channels" },
  { to: "/settings/inboxes", scope: "channels.write", icon: Layers, text: "shell.nav.inboxes" },
  { to: "/settings/agents", scope: "channels.write", icon: UsersRound, text: "shell.nav.agents" },
  { to: "/settings/audit", scope: "audit.read", icon: History, text: "shell.nav.audit" },
  { to: "/settings/files", scope: "channels.write", icon: FileCog, text: "shell.nav.files" },
] as const;
