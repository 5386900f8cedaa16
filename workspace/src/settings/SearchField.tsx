import "@mantine/core/styles/Input.layer.css";
import { TextInput } from "@mantine/core";
import Search from "lucide-react/icons/search";
import { useState } from "react";

/** What is typed is at once in the address: `onSearch` replaces it. */
export function SearchField({
  label,
  q,
  onSearch,
}: {
  label: string;
  q: string | undefined;
  onSearch(q?: string): void;
}) {
  const [typed, setTyped] = useState(q ?? "");
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<Search size={16} />}
      style={{ flex: "1 1 14rem", maxWidth: "24rem" }}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onSearch(event.currentTarget.value.trim() || undefined);
      }}
    />
  );
}
