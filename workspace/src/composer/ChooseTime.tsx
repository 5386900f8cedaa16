import { Button, Group, Modal, Radio, Stack, TextInput } from "@mantine/core";
import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Radio.layer.css";
import { useState } from "react";
import { now } from "../shared/clock.ts";
import { t } from "../shared/texts/index.ts";
import { hereZone, localOf, momentsOf, tomorrowAtNine, zoneAt } from "../shared/zones.ts";

const FARTHEST = 30 * 24 * 3_600_000;

type Props = { onClose(): void; onChoose(moment: number): void };

/** A time of the reader's own clock. An hour that it shows twice is asked about; one that it skips is refused. */
export default function ChooseTime({ onClose, onChoose }: Props) {
  const [local, setLocal] = useState(() => localOf(tomorrowAtNine(now())));
  const [which, setWhich] = useState("0");
  const [problem, setProblem] = useState<string>();
  const moments = momentsOf(local);
  const submit = () => {
    const moment = moments[moments.length > 1 ? Number(which) : 0];
    if (moment === undefined) return setProblem(t("waiting.when.skipped"));
    if (moment <= now()) return setProblem(t("waiting.when.past"));
    if (moment > now() + FARTHEST) return setProblem(t("waiting.when.far"));
    onChoose(moment);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("waiting.when")}
      closeButtonProps={{ "aria-label": t("inserts.close") }}
      size="sm"
      centered
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="sm">
          <TextInput
            type="datetime-local"
            label={t("waiting.when.label", { zone: hereZone() })}
            value={local}
            error={problem}
            data-autofocus
            required
            onChange={({ target }) => {
              setLocal(target.value);
              setProblem(undefined);
            }}
          />
          {moments.length > 1 && (
            <Radio.Group label={t("waiting.when.twice")} value={which} onChange={setWhich}>
              <Stack gap={6} mt={6}>
                <Radio value="0" label={t("waiting.when.first", { zone: zoneAt(moments[0]!) })} />
                <Radio value="1" label={t("waiting.when.second", { zone: zoneAt(moments[1]!) })} />
              </Stack>
            </Radio.Group>
          )}
          <Group justify="flex-end">
            <Button type="submit">{t("waiting.when.send")}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
