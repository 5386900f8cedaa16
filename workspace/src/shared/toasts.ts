import type { NotificationData } from "@mantine/notifications";
import { begun } from "./begun.ts";

/** What shows toasts: loaded after the first screen, which has nothing to say over itself. */
export const loadToasts = () => import("@mantine/notifications");

/** Says something over the page, until it is closed or some seconds are over. Answers with what hides it. */
export async function toast(data: NotificationData): Promise<() => void> {
  begun.set(true); // one that was said before the first screen is shown too
  const { notifications } = await loadToasts();
  const id = notifications.show(data);
  return () => void notifications.hide(id);
}
