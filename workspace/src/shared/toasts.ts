import type { NotificationData } from "@mantine/notifications";

/** What shows toasts: loaded after the first screen, which has nothing to say over itself. */
export const loadToasts = () => import("@mantine/notifications");

/** Says something over the page, until it is closed or some seconds are over. Answers with what hides it. */
export async function toast(data: NotificationData): Promise<() => void> {
  const { notifications } = await loadToasts();
  const id = notifications.show(data);
  return () => void notifications.hide(id);
}
