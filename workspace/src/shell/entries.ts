import Archive from "lucide-react/icons/archive";
import AtSign from "lucide-react/icons/at-sign";
import CircleAlert from "lucide-react/icons/circle-alert";
import CircleDashed from "lucide-react/icons/circle-dashed";
import FileCog from "lucide-react/icons/file-cog";
import Hourglass from "lucide-react/icons/hourglass";
import History from "lucide-react/icons/history";
import Inbox from "lucide-react/icons/inbox";
import KeyRound from "lucide-react/icons/key-round";
import Layers from "lucide-react/icons/layers";
import Plug from "lucide-react/icons/plug";
import Library from "lucide-react/icons/library";
import ListChecks from "lucide-react/icons/list-checks";
import Reply from "lucide-react/icons/reply";
import TextQuote from "lucide-react/icons/text-quote";
import UserRound from "lucide-react/icons/user-round";
import UsersRound from "lucide-react/icons/users-round";
import Users from "lucide-react/icons/users";
import Webhook from "lucide-react/icons/webhook";
import Workflow from "lucide-react/icons/workflow";

/** The menu and the palette have the same entries; what one may not do is not there. */
export const VIEW_ENTRIES = [
  { view: "open", icon: Inbox, text: "tickets.view.open" },
  { view: "mine", icon: UserRound, text: "tickets.view.mine" },
  { view: "unassigned", icon: CircleDashed, text: "tickets.view.unassigned" },
  { view: "my_teams_unassigned", icon: Users, text: "tickets.view.my_teams_unassigned" },
  { view: "waiting", icon: Hourglass, text: "tickets.view.waiting" },
  { view: "my_mentions", icon: AtSign, text: "tickets.view.my_mentions" },
  { view: "failed_replies", icon: CircleAlert, text: "tickets.view.failed_replies" },
  { view: "closed", icon: Archive, text: "tickets.view.closed" },
] as const;

export const ADMINISTRATION = [
  { to: "/channels", scope: "channels.write", icon: Plug, text: "shell.nav.channels" },
  { to: "/settings/inboxes", scope: "channels.write", icon: Layers, text: "shell.nav.inboxes" },
  { to: "/settings/pipelines", scope: "settings.write", icon: Workflow, text: "shell.nav.pipelines" },
  { to: "/settings/properties", scope: "settings.write", icon: ListChecks, text: "shell.nav.properties" },
  { to: "/settings/snippets", scope: "settings.write", icon: TextQuote, text: "shell.nav.snippets" },
  { to: "/settings/library", scope: "settings.write", icon: Library, text: "shell.nav.library" },
  { to: "/settings/desk", scope: "settings.write", icon: Reply, text: "shell.nav.desk" },
  { to: "/settings/agents", scope: "channels.write", icon: UsersRound, text: "shell.nav.agents" },
  { to: "/settings/api-tokens", scope: "users.write", icon: KeyRound, text: "shell.nav.tokens" },
  { to: "/settings/webhooks", scope: "settings.write", icon: Webhook, text: "shell.nav.webhooks" },
  { to: "/settings/audit", scope: "audit.read", icon: History, text: "shell.nav.audit" },
  { to: "/settings/files", scope: "channels.write", icon: FileCog, text: "shell.nav.files" },
] as const;
