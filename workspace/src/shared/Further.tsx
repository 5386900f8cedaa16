import { Button } from "@mantine/core";
import table from "./table.module.css";

type Props = {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown };
  children: string;
};

/** The next page of a list, if there is one. */
export function Further({ list, children }: Props) {
  return (
    list.hasNextPage && (
      <div className={table.more}>
        <Button variant="default" {...loading(list)}>
          {children}
        </Button>
      </div>
    )
  );
}

/** The same where there is little room. */
export function SmallFurther({ list, children }: Props) {
  return (
    list.hasNextPage && (
      <Button variant="subtle" size="xs" {...loading(list)}>
        {children}
      </Button>
    )
  );
}

function loading({ isFetchingNextPage, fetchNextPage }: Props["list"]) {
  return { loading: isFetchingNextPage, onClick: () => void fetchNextPage() };
}
