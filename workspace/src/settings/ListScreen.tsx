import { Button } from "@mantine/core";
import Plus from "lucide-react/icons/plus";
import type { ReactElement, ReactNode } from "react";
import { Permitted } from "../api/Permitted.tsx";
import { useMay } from "../api/queries/people.ts";
import { Screen } from "../shared/Screen.tsx";

type Props = {
  title: string;
  intro: string;
  /** What the button says, and the link that it is. */
  add: string;
  link(props: object): ReactElement;
  children: ReactNode;
};

/** A list that administrators keep, with its button for one more. */
export function ListScreen({ title, intro, add, link, children }: Props) {
  const may = useMay("settings.write");
  return (
    <Screen
      title={title}
      intro={intro}
      actions={
        may && (
          <Button leftSection={<Plus size={16} />} renderRoot={link}>
            {add}
          </Button>
        )
      }
    >
      <Permitted scope="settings.write">{children}</Permitted>
    </Screen>
  );
}
