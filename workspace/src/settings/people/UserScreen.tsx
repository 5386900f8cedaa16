import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Permitted } from "../../api/Permitted.tsx";
import { getUser } from "../../api/queries/people.ts";
import { Refused } from "../../api/Refused.tsx";
import { Screen } from "../../shared/Screen.tsx";
import { t } from "../../shared/texts/index.ts";
import { InviteAgain } from "./InviteAgain.tsx";
import { Presence } from "./Presence.tsx";
import { UserEditor } from "./UserEditor.tsx";

const route = getRouteApi("/settings/agents/$userId");

export function UserScreen() {
  const { userId } = route.useParams();
  const isNew = userId === "new";
  const { data: user, error, refetch } = useQuery({ ...getUser(userId), enabled: !isNew });
  return (
    <Screen
      title={isNew ? t("people.invite") : (user?.name ?? t("people.user"))}
      actions={
        <Button variant="default" renderRoot={(props) => <Link to="/settings/agents" {...props} />}>
          {t("people.back")}
        </Button>
      }
    >
      <Permitted scope="users.write">
        {error && !user && <Refused error={error} onRetry={() => void refetch()} />}
        {(isNew || user) && <UserEditor key={userId} user={user} />}
        {user && <Presence user={user} />}
        {user?.is_active && <InviteAgain key={user.id} userId={user.id} email={user.email} />}
      </Permitted>
    </Screen>
  );
}
