import LockKeyhole from "lucide-react/icons/lock-keyhole";
import type { ReactNode } from "react";
import { Empty } from "../shared/Empty.tsx";
import { t } from "../shared/texts/index.ts";
import { useMe, type Scope } from "./queries/people.ts";
import { Refused } from "./Refused.tsx";

/** What needs a scope, or that one lacks it: a link to it may have been sent. Inside a Screen. */
export function Permitted({ scope, children }: { scope: Scope; children: ReactNode }) {
  const { data: me, error, refetch } = useMe();
  if (error) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!me) return null;
  return me.permissions.includes(scope) ? children : <Empty icon={<LockKeyhole />} title={t("problems.forbidden")} />;
}
